import { renderSVG } from "uqr";

/** A QR code as SVG, dark on light whatever the theme: that is what cameras read. Its own file says nothing of anybody. */
export function qrSvg(text: string): string {
  return renderSVG(text, { ecc: "M", border: 4, pixelSize: 4 });
}
