import type { Language, Text } from '#common';
import i18next from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Translate } from './dictionary.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export type { TextKey, Translate } from './dictionary.ts';

const storage_key = 'landun.language';

/** Chinese unless this browser was told otherwise. */
const remembered = (): Language => (localStorage.getItem(storage_key) === 'en' ? 'en' : 'zh');

export const startI18n = async (): Promise<void> => {
  await i18next.use(initReactI18next).init({
    lng: remembered(),
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    // React escapes by itself.
    interpolation: { escapeValue: false },
    // Texts that count say so in words that fit every number.
    pluralSeparator: '¦',
  });
  show(remembered());
};

export const setLanguage = async (language: Language): Promise<void> => {
  localStorage.setItem(storage_key, language);
  await i18next.changeLanguage(language);
  show(language);
};

const show = (language: Language): void => {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = (language === 'zh' ? zh : en).app.page_title;
};

/** The texts of the page, the language they are in, and the choice between the two halves of a record's text. */
export const useTexts = (): { t: Translate; language: Language; pick: (text: Text) => string } => {
  const { t: translate, i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh';
  const t: Translate = useCallback((key, values) => translate(key, { ...values }), [translate]);
  return { t, language, pick: (text) => text[language] };
};
