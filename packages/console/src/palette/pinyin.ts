/** Chinese titles by their sound, whole or by initials. A chunk of its own: the dictionary is larger than the palette. */
import { match } from 'pinyin-pro';

export const soundsLike = (title: string, text: string): boolean => match(title, text, { continuous: true }) !== null;
