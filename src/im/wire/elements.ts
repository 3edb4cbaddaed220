/** Elements of a MsgBody, field names exactly as the API spells them (cloud.tencent.com/document/product/269/2720). */

export interface TextElement {
  readonly MsgType: 'TIMTextElem';
  readonly MsgContent: { readonly Text: string };
}

export interface LocationElement {
  readonly MsgType: 'TIMLocationElem';
  readonly MsgContent: { readonly Desc?: string; readonly Latitude: number; readonly Longitude: number };
}

export interface FaceElement {
  readonly MsgType: 'TIMFaceElem';
  readonly MsgContent: { readonly Index: number; readonly Data?: string };
}

export interface CustomElement {
  readonly MsgType: 'TIMCustomElem';
  readonly MsgContent: {
    readonly Data: string;
    readonly Desc?: string;
    readonly Ext?: string;
    readonly Sound?: string;
  };
}

export interface SoundElement {
  readonly MsgType: 'TIMSoundElem';
  readonly MsgContent: {
    readonly Url: string;
    readonly UUID: string;
    readonly Size?: number;
    /** Whole seconds. */
    readonly Second?: number;
    readonly Download_Flag: 2;
  };
}

export interface ImageInfo {
  /** 1 original, 2 large, 3 thumbnail. */
  readonly Type: 1 | 2 | 3;
  readonly Size?: number;
  readonly Width: number;
  readonly Height: number;
  readonly URL: string;
}

export interface ImageElement {
  readonly MsgType: 'TIMImageElem';
  readonly MsgContent: {
    readonly UUID: string;
    /** 1 JPG, 2 GIF, 3 PNG, 4 BMP, 255 other. */
    readonly ImageFormat: 1 | 2 | 3 | 4 | 255;
    readonly ImageInfoArray: readonly ImageInfo[];
  };
}

export interface FileElement {
  readonly MsgType: 'TIMFileElem';
  readonly MsgContent: {
    readonly Url: string;
    readonly UUID: string;
    readonly FileSize?: number;
    readonly FileName?: string;
    readonly Download_Flag: 2;
  };
}

export interface VideoElement {
  readonly MsgType: 'TIMVideoFileElem';
  readonly MsgContent: {
    readonly VideoUrl: string;
    readonly VideoUUID: string;
    readonly VideoSize?: number;
    readonly VideoSecond?: number;
    readonly VideoFormat?: string;
    readonly VideoDownloadFlag: 2;
    readonly ThumbUrl: string;
    readonly ThumbUUID: string;
    readonly ThumbSize?: number;
    readonly ThumbWidth: number;
    readonly ThumbHeight: number;
    readonly ThumbFormat?: string;
    readonly ThumbDownloadFlag: 2;
  };
}

/** The eight element types importmsg accepts. */
export type Element =
  | TextElement
  | LocationElement
  | FaceElement
  | CustomElement
  | SoundElement
  | ImageElement
  | FileElement
  | VideoElement;
