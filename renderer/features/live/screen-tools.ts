/** Shows an element on the whole screen, or gives the screen back. Refusals of the browser change nothing. */
export const toggleFullScreen = (element: HTMLElement): void => {
  const change =
    document.fullscreenElement === element ? document.exitFullscreen() : element.requestFullscreen();
  change.catch(ignoreRefusal);
};

export const canFloat = (): boolean => document.pictureInPictureEnabled;

/** Floats what a canvas shows in a small window above all others; answers how to end it. */
export const float = async (canvas: HTMLCanvasElement, onEnd: () => void): Promise<() => void> => {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = canvas.captureStream();
  const end = (): void => {
    for (const track of canvasTracks(video)) track.stop();
    if (document.pictureInPictureElement === video) document.exitPictureInPicture().catch(ignoreRefusal);
    onEnd();
  };
  video.addEventListener('leavepictureinpicture', end, { once: true });
  await video.play();
  await video.requestPictureInPicture();
  return end;
};

const canvasTracks = (video: HTMLVideoElement): MediaStreamTrack[] =>
  video.srcObject instanceof MediaStream ? video.srcObject.getTracks() : [];

/** A browser may refuse without a gesture or by its settings: the picture stays where it is. */
const ignoreRefusal = (): void => undefined;

const picture_first_key = 'landun.picture_first';

/** What this screen chose: the picture as soon as it can be shown, or held back for its boxes. */
export const pictureFirst = (): boolean => localStorage.getItem(picture_first_key) === 'yes';

export const setPictureFirst = (first: boolean): void =>
  localStorage.setItem(picture_first_key, first ? 'yes' : 'no');

/** Hands a JPEG to the person at the screen as a download. */
export const saveJpeg = (base64: string, name: string): void => {
  const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};
