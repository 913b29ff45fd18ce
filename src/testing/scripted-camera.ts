import { CameraError } from '../base/errors.ts';
import type { Camera, CameraSource } from '../camera/camera.ts';
import { openStreamCamera } from '../camera/stream-camera.ts';
import { type CameraScene, scenePainter } from './camera-scene.ts';
import { drawnStream } from './drawn-stream.ts';
import { endToEnd, movesAtTone, movesFor, type ScriptedVideo } from './scripted-video.ts';
import { ScriptedVideoPlayer } from './scripted-video-player.ts';

/** How long a person takes from prompt or tone to movement, milliseconds; voluntary reactions to a picture or sound take 250 to 700. */
const REACTION_MS = 450;

/**
 * Which recorded person stands before the camera, and how they answer.
 *
 * @example
 * ```ts
 * import { createScriptedCamera, type ScriptedCameraOptions } from 'family-auth/testing';
 *
 * const script = await (await fetch('/people/anna.segments.json')).json();
 * const options: ScriptedCameraOptions = { videoUrl: '/people/anna.webm', script, reactionMs: 700, alive: true };
 * element.cameraSource = createScriptedCamera(options);
 * ```
 */
export interface ScriptedCameraOptions {
  /** The clip, e.g. `anna.webm`; must be readable by the page. */
  readonly videoUrl: string | URL;
  /** The clip's segments, e.g. `anna.segments.json`. */
  readonly script: ScriptedVideo;
  /** Milliseconds from prompt to movement. Default 450. */
  readonly reactionMs?: number;
  /**
   * Lets the picture sway a little and adds a sensor's noise, as a camera before a person has them: a stretch that is
   * played again is then never the same picture again. Default `false`: the video as it is.
   */
  readonly alive?: boolean;
  /** A fault of the picture, or something that is no person, instead of one who answers. Default: the person. */
  readonly scene?: CameraScene;
}

/**
 * A camera in which a recorded person answers the prompts in real time: a `<video>` that seeks between marked segments, through
 * `captureStream()`. For tests and demonstrations; never ship it to people.
 *
 * @throws CameraError on opening: `camera_unsupported` where the browser has no `captureStream`, `camera_not_found` where the clip does
 *   not load.
 * @example
 * ```ts
 * import { createScriptedCamera } from 'family-auth/testing';
 *
 * const script = await (await fetch('/people/anna.segments.json')).json();
 * element.cameraSource = createScriptedCamera({ videoUrl: '/people/anna.webm', script });
 * ```
 */
export function createScriptedCamera({
  videoUrl,
  script,
  reactionMs = REACTION_MS,
  alive = false,
  scene,
}: ScriptedCameraOptions): CameraSource {
  let player: ScriptedVideoPlayer | null = null;
  let reaction: ReturnType<typeof setTimeout> | undefined;
  const answers = scene !== 'photo' && scene !== 'replay';
  const react = (moves: Parameters<ScriptedVideoPlayer['play']>[0]) => {
    clearTimeout(reaction);
    if (!answers) return;
    reaction = setTimeout(() => player?.play(moves), reactionMs);
  };
  return {
    list: async () => [{ deviceId: 'scripted-video', label: 'Scripted video (test)' }],

    async open({ facing, signal }): Promise<Camera> {
      const video = await loadClip(videoUrl, signal);
      const current = new ScriptedVideoPlayer(video, scene === 'replay' ? endToEnd(script) : script);
      player = current;
      current.play(movesFor('neutral'));
      await video.play();
      const drawn = alive || scene ? drawnStream(video, scenePainter(video, scene), alive) : null;
      const camera = openStreamCamera(drawn?.stream ?? captureStream(video), facing);
      return {
        ...camera,
        close() {
          clearTimeout(reaction);
          if (player === current) player = null;
          current.stop();
          drawn?.stop();
          camera.close();
          URL.revokeObjectURL(video.src);
          video.removeAttribute('src');
        },
      };
    },

    prompt(action, state) {
      if (state === 'shown') react(movesFor(action));
      else if (state === 'tone') react(movesAtTone);
    },
  };
}

async function loadClip(url: string | URL, signal?: AbortSignal): Promise<HTMLVideoElement> {
  const response = await fetch(url, signal ? { signal } : {}).catch((cause: unknown) => {
    throw new CameraError('camera_not_found', 'The clip could not be loaded.', { cause });
  });
  if (!response.ok) throw new CameraError('camera_not_found', `The clip answered ${response.status}.`);
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.src = URL.createObjectURL(await response.blob());
  await new Promise<void>((resolve, reject) => {
    video.addEventListener('canplay', () => resolve(), { once: true });
    video.addEventListener(
      'error',
      () => reject(new CameraError('camera_no_picture', 'The clip cannot be played.')),
      { once: true },
    );
  });
  return video;
}

function captureStream(video: HTMLVideoElement): MediaStream {
  const capturing = video as HTMLVideoElement & {
    captureStream?: () => MediaStream;
    mozCaptureStream?: () => MediaStream;
  };
  const stream = capturing.captureStream?.() ?? capturing.mozCaptureStream?.();
  if (!stream) throw new CameraError('camera_unsupported', 'This browser cannot capture a video element.');
  return stream;
}
