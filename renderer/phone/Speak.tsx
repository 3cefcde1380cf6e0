import { useState } from 'react';
import { isEnglish, t } from './texts.ts';

// Not in TypeScript's DOM: the Web Speech API, where a browser has it.
type Recognition = {
  lang: string;
  onresult: ((event: { results: { 0: { transcript: string } }[] }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
};
const { webkitSpeechRecognition: Recognizer } = globalThis as {
  webkitSpeechRecognition?: new () => Recognition;
};

/** Writes by voice where the browser can; the keyboard of the phone has a microphone of its own everywhere. */
export const Speak = ({ onWords }: { onWords: (words: string) => void }) => {
  const [recognition, setRecognition] = useState<Recognition>();
  if (Recognizer === undefined) return null;
  const toggle = (): void => {
    if (recognition !== undefined) {
      recognition.stop();
      return;
    }
    const begun = new Recognizer();
    begun.lang = isEnglish() ? 'en-US' : 'zh-CN';
    begun.onresult = ({ results }) => onWords(results.map((result) => result[0].transcript).join(''));
    begun.onend = () => setRecognition(undefined);
    begun.start();
    setRecognition(begun);
  };
  return (
    <button type="button" aria-pressed={recognition !== undefined} onClick={toggle}>
      {t('speak')}
    </button>
  );
};
