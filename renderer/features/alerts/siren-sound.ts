const tones_hz = [660, 880];
const tone_s = 0.22;

/** A two-tone signal, twice as long with each step; nothing where the browser has no sound or was not touched yet. */
export const soundSiren = (level: number): void => {
  if (typeof AudioContext === 'undefined') return;
  const audio = new AudioContext();
  const gain = audio.createGain();
  gain.gain.value = 0.25;
  gain.connect(audio.destination);
  const count = tones_hz.length * 2 ** (level + 1);
  for (let tone = 0; tone < count; tone += 1) {
    const voice = audio.createOscillator();
    voice.type = 'square';
    voice.frequency.value = tones_hz[tone % tones_hz.length] ?? 880;
    voice.connect(gain);
    voice.start(audio.currentTime + tone * tone_s);
    voice.stop(audio.currentTime + (tone + 1) * tone_s);
  }
  setTimeout(() => void audio.close(), (count * tone_s + 1) * 1000);
};
