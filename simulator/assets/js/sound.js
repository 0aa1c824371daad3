// A telephone that rings: two tones for a second, then silence. Browsers play
// nothing before somebody has touched the page.

const kept = "simulator.muted";
let context, ringing, isMuted = false;

try { isMuted = localStorage.getItem(kept) === "true"; } catch { /* not kept, then */ }

export const muted = () => isMuted;

export function mute(value) {
  isMuted = value;
  try { localStorage.setItem(kept, String(value)); } catch { /* until the page is closed */ }
}

// ring begins to ring, or stops.
export function ring(isOn) {
  document.documentElement.toggleAttribute("data-ringing", isOn);
  if (!isOn) {
    clearInterval(ringing);
    ringing = undefined;
  } else if (ringing === undefined) {
    sound();
    ringing = setInterval(sound, 3000);
  }
}

function sound() {
  if (isMuted) return;
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume().catch(() => {});
  const volume = context.createGain();
  volume.connect(context.destination);
  volume.gain.setValueAtTime(0, context.currentTime);
  volume.gain.linearRampToValueAtTime(0.06, context.currentTime + 0.05);
  volume.gain.setValueAtTime(0.06, context.currentTime + 0.95);
  volume.gain.linearRampToValueAtTime(0, context.currentTime + 1);
  for (const frequency of [440, 480]) {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume);
    tone.start();
    tone.stop(context.currentTime + 1);
  }
}
