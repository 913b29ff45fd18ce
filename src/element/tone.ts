const HERTZ = 880;
const LOUDNESS = 0.35;
const SECONDS = 0.4;
const SWELL_SECONDS = 0.03;
const VIBRATION_MS = 200;

export interface Tone {
  /** To be called within a click or a key press: browsers start no sound before one. */
  unlock(): void;
  /** One short, soft tone, and a vibration where the device has one. */
  play(): void;
  close(): void;
}

/** The edge to the device; a test puts its own in place. */
export interface ToneDevice {
  createAudioContext(): AudioContext | null;
  vibrate(durationMs: number): void;
}

const pageDevice: ToneDevice = {
  createAudioContext: () => (typeof AudioContext === 'undefined' ? null : new AudioContext()),
  vibrate: (durationMs) => void globalThis.navigator?.vibrate?.(durationMs),
};

export function createTone(device: ToneDevice = pageDevice): Tone {
  let context: AudioContext | null = null;
  return {
    unlock() {
      context ??= device.createAudioContext();
      if (context?.state === 'suspended') context.resume().catch(() => {}); // stays silent until the next click
    },
    play() {
      device.vibrate(VIBRATION_MS);
      if (!context) return;
      const oscillator = context.createOscillator();
      const volume = context.createGain();
      const from = context.currentTime;
      oscillator.frequency.value = HERTZ;
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(LOUDNESS, from + SWELL_SECONDS);
      volume.gain.linearRampToValueAtTime(0, from + SECONDS);
      oscillator.connect(volume).connect(context.destination);
      oscillator.start(from);
      oscillator.stop(from + SECONDS);
    },
    close() {
      context?.close().catch(() => {}); // closed already
      context = null;
    },
  };
}
