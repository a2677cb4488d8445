// Colours for names and numbers, by lightness, chroma and hue (OKLCH: Björn Ottosson, "A perceptual
// color space for image processing", 2020), so that all are as strong on a light ground as on a dark.

export type Colour = [number, number, number];

const gamma = (x: number) =>
  x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(Math.min(1, x), 1 / 2.4) - 0.055;

export function oklch(lightness: number, chroma: number, hue: number): Colour {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear.map((x) => Math.round(255 * gamma(Math.max(0, x)))) as Colour;
}

export const grey = (dark: boolean): Colour => (dark ? [110, 118, 126] : [150, 157, 164]);

/** The i-th of many names: hues far apart first (golden angle), each ring of lightness its own. */
export function nameColour(i: number, dark: boolean): Colour {
  const lightness = (dark ? 0.74 : 0.6) + [0, -0.1, 0.08][i % 3];
  return oklch(lightness, 0.15, (25 + i * 137.508) % 360);
}

/** From little (0) to much (1): dark blue to yellow, or towards the ground's opposite. */
export function numberColour(at: number, dark: boolean): Colour {
  const x = Math.min(1, Math.max(0, at));
  return dark ? oklch(0.4 + 0.5 * x, 0.13, 280 - 180 * x) : oklch(0.8 - 0.45 * x, 0.14, 90 + 190 * x);
}

export const css = (c: Colour, alpha = 1) => `rgb(${c[0]} ${c[1]} ${c[2]} / ${alpha})`;
