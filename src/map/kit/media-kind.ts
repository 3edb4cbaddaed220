/** Which canonical type a file is, where the source tells its MIME type or its name only. */
export type MediaKind = 'image' | 'sound' | 'video' | 'file';

const BY_MIME: Readonly<Record<string, MediaKind>> = { image: 'image', audio: 'sound', video: 'video' };

const ENDINGS: Readonly<Record<Exclude<MediaKind, 'file'>, readonly string[]>> = {
  image: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'bmp', 'heic'],
  sound: ['mp3', 'm4a', 'aac', 'ogg', 'oga', 'opus', 'wav', 'amr'],
  video: ['mp4', 'm4v', 'mov', 'webm', 'mkv', 'avi', '3gp'],
};

const BY_ENDING = new Map(Object.entries(ENDINGS).flatMap(([kind, list]) => list.map((ending) => [ending, kind])));

/** By MIME type where there is one that says something, else by the name's ending, else `file`. */
export function mediaKind(mime: unknown, name: unknown): MediaKind {
  const main = typeof mime === 'string' ? mime.slice(0, mime.indexOf('/')).trim().toLowerCase() : '';
  if (Object.hasOwn(BY_MIME, main)) return BY_MIME[main]!;
  const ending = typeof name === 'string' ? /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1] : undefined;
  return main === '' && ending ? ((BY_ENDING.get(ending.toLowerCase()) as MediaKind | undefined) ?? 'file') : 'file';
}
