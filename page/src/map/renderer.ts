// Points on a canvas: by WebGL 2 where there is one, otherwise, and where it is emulated and they are
// many, by the 2D canvas. Libraries that draw
// as many points (regl-scatterplot, deck.gl) compile text into functions while they run, which the
// page's security policy forbids; what is needed of them is one shader.

export interface Camera {
  x: number; // what is in the middle
  y: number;
  scale: number; // CSS pixels for a unit
}

export interface Points {
  count: number;
  from: Float32Array; // x, y: where they were
  to: Float32Array; // where they are going
  colours: Uint8Array; // r, g, b, a; a = 0: hidden
  sizes: Float32Array; // diameter in CSS pixels
  edges: Uint32Array | null; // pairs of points
}

export interface Renderer {
  readonly kind: "webgl2" | "2d";
  upload(points: Points, what: "places" | "style" | "edges"): void;
  /** The first `most` points, or as many as there is time for; t: how far they are on their way.
   * further: all is as in the call before, go on where it ended. Gives the number drawn by now. */
  draw(points: Points, camera: Camera, t: number, grow: number, most: number, further: boolean): number;
}

const VERTEX = `#version 300 es
in vec2 from; in vec2 to; in vec4 colour; in float size;
uniform vec2 middle, scale; uniform float t, grow, flat_colour;
out vec4 tint; out float width;
void main() {
  vec2 place = (mix(from, to, t) - middle) * scale;
  gl_Position = colour.a == 0.0 ? vec4(2, 2, 2, 1) : vec4(place, 0, 1);
  width = size * grow;
  gl_PointSize = max(width, 1.0);
  tint = flat_colour > 0.0 ? vec4(vec3(0.5), flat_colour) : colour;
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 tint; in float width; uniform float discs; out vec4 result;
void main() {
  float alpha = tint.a;
  if (discs > 0.0 && width > 2.5) {
    float radius = length(gl_PointCoord - 0.5) * width;
    alpha *= clamp(0.5 * width - radius, 0.0, 1.0);
    if (alpha <= 0.0) discard;
  }
  result = vec4(tint.rgb * alpha, alpha);
}`;

class WebGl implements Renderer {
  readonly kind = "webgl2";
  private buffers: Record<string, WebGLBuffer> = {};
  private uniforms: Record<string, WebGLUniformLocation | null> = {};
  private edges = 0;

  constructor(private gl: WebGL2RenderingContext) {
    const program = gl.createProgram()!;
    for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
      const shader = gl.createShader(kind)!;
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS))
      throw new Error(gl.getProgramInfoLog(program) ?? "the shader does not link");
    gl.useProgram(program);
    for (const [name, parts, type] of [["from", 2, gl.FLOAT], ["to", 2, gl.FLOAT],
                                       ["colour", 4, gl.UNSIGNED_BYTE], ["size", 1, gl.FLOAT]] as const) {
      const at = gl.getAttribLocation(program, name);
      this.buffers[name] = gl.createBuffer()!;
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, parts, type, type === gl.UNSIGNED_BYTE, 0, 0);
    }
    this.buffers.edges = gl.createBuffer()!;
    for (const name of ["middle", "scale", "t", "grow", "discs", "flat_colour"])
      this.uniforms[name] = gl.getUniformLocation(program, name);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  private fill(name: string, values: ArrayBufferView) {
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.buffers[name]);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, values as ArrayBufferView<ArrayBuffer>,
                       this.gl.STATIC_DRAW);
  }

  upload(points: Points, what: "places" | "style" | "edges") {
    const gl = this.gl;
    if (what === "places") {
      this.fill("from", points.from);
      this.fill("to", points.to);
    } else if (what === "style") {
      this.fill("colour", points.colours);
      this.fill("size", points.sizes);
    } else {
      this.edges = points.edges?.length ?? 0;
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.buffers.edges);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, (points.edges ?? new Uint32Array()) as Uint32Array<ArrayBuffer>,
                    gl.STATIC_DRAW);
    }
  }

  draw(points: Points, camera: Camera, t: number, grow: number, most: number): number {
    const gl = this.gl;
    const canvas = gl.canvas as HTMLCanvasElement;
    const ratio = canvas.width / Math.max(1, canvas.clientWidth);
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const u = this.uniforms;
    gl.uniform2f(u.middle, camera.x, camera.y);
    gl.uniform2f(u.scale, (2 * camera.scale * ratio) / canvas.width,
                 (2 * camera.scale * ratio) / canvas.height);
    gl.uniform1f(u.t, t);
    gl.uniform1f(u.grow, grow * ratio);
    if (this.edges) {
      gl.uniform1f(u.discs, 0);
      gl.uniform1f(u.flat_colour, Math.min(0.3, Math.max(0.03, 1500 / this.edges)));
      gl.drawElements(gl.LINES, this.edges, gl.UNSIGNED_INT, 0);
    }
    gl.uniform1f(u.discs, 1);
    gl.uniform1f(u.flat_colour, 0);
    gl.drawArrays(gl.POINTS, 0, Math.min(most, points.count));
    return Math.min(most, points.count);
  }
}

const MANY = 50000; // points; from here on they are written as pixels, not drawn as shapes
const SLICE_MS = 10; // of writing pixels, then the browser has its turn: a move is never held up
const ROWS_A_LOOK = 4096; // at the clock

class Flat implements Renderer {
  readonly kind = "2d";
  private image: ImageData | null = null;
  private drawn = 0;

  constructor(private context: CanvasRenderingContext2D) {}

  upload() {}

  draw(points: Points, camera: Camera, t: number, grow: number, most: number, further: boolean): number {
    const c = this.context;
    const ratio = c.canvas.width / Math.max(1, c.canvas.clientWidth);
    if (points.count > MANY) this.pixels(points, camera, t, grow, ratio, further);
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (points.count <= MANY) c.clearRect(0, 0, c.canvas.width / ratio, c.canvas.height / ratio);
    if (points.count <= MANY || this.drawn === points.count) this.lines(points, camera, t, ratio);
    if (points.count > MANY) return this.drawn;
    this.shapes(points, camera, t, grow, most, ratio);
    return Math.min(most, points.count);
  }

  /** Squares of whole pixels, without blending. The first rows lie on top, so a pixel that is taken
   * stays: the picture can be left after any row, and gone on with. */
  private pixels(points: Points, camera: Camera, t: number, grow: number, ratio: number, further: boolean) {
    const { width, height } = this.context.canvas;
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height);
      further = false;
    }
    const out = new Uint32Array(this.image.data.buffer);
    const tints = new Uint32Array(points.colours.buffer);
    const { from, to, sizes, count } = points;
    const scale = camera.scale * ratio;
    const left = width / 2 - camera.x * scale;
    const top = height / 2 + camera.y * scale;
    const wide = grow * ratio * 0.8;
    const end = performance.now() + SLICE_MS;
    if (!further) {
      out.fill(0);
      this.drawn = 0;
    }
    let i = this.drawn;
    for (; i < count && (i % ROWS_A_LOOK || performance.now() < end); i++) {
      const tint = tints[i];
      if (tint >>> 24 === 0) continue;
      const size = Math.max(1, Math.round(sizes[i] * wide));
      const across = t < 1 ? from[2 * i] + (to[2 * i] - from[2 * i]) * t : to[2 * i];
      const up = t < 1 ? from[2 * i + 1] + (to[2 * i + 1] - from[2 * i + 1]) * t : to[2 * i + 1];
      const x = Math.round(left + across * scale - size / 2);
      const y = Math.round(top - up * scale - size / 2);
      if (x < 0 || y < 0 || x + size > width || y + size > height) continue;
      for (let line = y * width + x, last = line + size * width; line < last; line += width)
        for (let at = line; at < line + size; at++) if (out[at] === 0) out[at] = tint;
    }
    this.drawn = i;
    this.context.putImageData(this.image, 0, 0);
  }

  private lines(points: Points, camera: Camera, t: number, ratio: number) {
    if (!points.edges) return;
    const c = this.context;
    const [at, down] = this.places(points, camera, t, ratio);
    c.strokeStyle = "rgb(128 128 128 / 0.1)";
    c.beginPath();
    for (let e = 0; e < Math.min(points.edges.length, 40000); e += 2) {
      c.moveTo(at(points.edges[e]), down(points.edges[e]));
      c.lineTo(at(points.edges[e + 1]), down(points.edges[e + 1]));
    }
    c.stroke();
  }

  /** Where a point lies, in CSS pixels. */
  private places({ from, to }: Points, camera: Camera, t: number, ratio: number) {
    const { width, height } = this.context.canvas;
    const along = (i: number) => from[i] + (to[i] - from[i]) * t;
    return [(i: number) => width / ratio / 2 + (along(2 * i) - camera.x) * camera.scale,
            (i: number) => height / ratio / 2 - (along(2 * i + 1) - camera.y) * camera.scale];
  }

  private shapes(points: Points, camera: Camera, t: number, grow: number, most: number, ratio: number) {
    const c = this.context;
    const [at, down] = this.places(points, camera, t, ratio);
    for (let i = Math.min(most, points.count) - 1; i >= 0; i--) {
      const [r, g, b, a] = points.colours.subarray(4 * i, 4 * i + 4);
      const size = Math.max(1, points.sizes[i] * grow);
      if (!a) continue;
      c.fillStyle = `rgb(${r} ${g} ${b} / ${a / 255})`;
      c.beginPath();
      c.arc(at(i), down(i), size / 2, 0, 7);
      c.fill();
    }
  }
}

/** WebGL without a graphics processor: each point costs it more than writing the pixels does here. */
function emulated(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return true;
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

export function makeRenderer(canvas: HTMLCanvasElement, count: number): Renderer {
  const gl = count > MANY && emulated() ? null
    : canvas.getContext("webgl2", { antialias: false, preserveDrawingBuffer: true });
  return gl ? new WebGl(gl) : new Flat(canvas.getContext("2d", { willReadFrequently: count > MANY })!);
}
