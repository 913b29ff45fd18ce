import { CameraError } from '../base/errors.ts';
import type { Camera, CameraFacts } from './camera.ts';
import { readFrames } from './read-frames.ts';

/** Makes a {@link Camera} of an open stream; the camera owns the stream from here on. */
export function openStreamCamera(stream: MediaStream, requestedFacing: 'user' | 'environment'): Camera {
  const track = stream.getVideoTracks()[0];
  if (!track) {
    stopTracks(stream);
    throw new CameraError('camera_no_picture', 'The stream has no video track.');
  }
  const closed = new AbortController();
  return {
    stream,
    facts: factsOf(track, requestedFacing),
    frames: (signal) => readFrames(stream, track, closed.signal, signal),
    close() {
      closed.abort();
      stopTracks(stream);
    },
  };
}

function factsOf(track: MediaStreamTrack, requestedFacing: 'user' | 'environment'): CameraFacts {
  const settings = track.getSettings();
  const facing = settings.facingMode;
  return {
    width: settings.width ?? 0,
    height: settings.height ?? 0,
    frameRate: settings.frameRate ?? 0,
    label: track.label,
    deviceId: settings.deviceId ?? '',
    facing:
      facing === 'user' || facing === 'environment'
        ? facing
        : requestedFacing === 'user'
          ? 'user'
          : 'unknown',
  };
}

/** Stops every track of a stream: the camera's light goes out. */
export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
