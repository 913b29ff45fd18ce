// Takes the picture with the camera and puts it into the form as if it had been chosen as a file. Without this script
// the file field does the same. The picture is shown mirrored and sent as it is; nothing is sent before the form is.

const byId = (id) => document.getElementById(id);
const [box, live, taken, says] = ['camera', 'live', 'taken', 'camera-says'].map(byId);
const [openButton, takeButton, againButton, file] = ['open-camera', 'take', 'again', 'file'].map(byId);

/** @type {MediaStream | undefined} */
let stream;

if (box && navigator.mediaDevices?.getUserMedia) {
  box.hidden = false;
  openButton.addEventListener('click', open);
  againButton.addEventListener('click', open);
  takeButton.addEventListener('click', take);
  file.addEventListener('change', () => show());
  addEventListener('pagehide', close);
}

async function open() {
  const consent = document.querySelector('input[name=consent]');
  if (!consent.reportValidity()) return;
  says.textContent = '';
  try {
    close();
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    live.srcObject = stream;
    await live.play();
    file.value = '';
    show(live, takeButton);
    takeButton.focus();
  } catch (error) {
    close();
    says.textContent = error.name === 'NotAllowedError' ? box.dataset.denied : box.dataset.failed;
    show(openButton);
  }
}

async function take() {
  taken.width = live.videoWidth;
  taken.height = live.videoHeight;
  taken.getContext('2d').drawImage(live, 0, 0);
  close();
  const picture = await new Promise((resolve) => taken.toBlob(resolve, 'image/jpeg', 0.95));
  const chosen = new DataTransfer();
  chosen.items.add(new File([picture], 'camera.jpg', { type: 'image/jpeg' }));
  file.files = chosen.files;
  show(taken, againButton);
  says.textContent = box.dataset.taken;
  againButton.focus();
}

/** The light of the camera goes out. */
function close() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = undefined;
  live.srcObject = null;
}

/** Shows these of the camera's parts; without any, what it was before a picture was taken. */
function show(...parts) {
  const shown = parts.length > 0 ? parts : [openButton];
  if (!shown.includes(live)) close();
  for (const part of [live, taken, openButton, takeButton, againButton]) part.hidden = !shown.includes(part);
  if (parts.length === 0) says.textContent = '';
}
