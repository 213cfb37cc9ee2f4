// The part of scrypt (RFC 7914, sections 3 to 5) that takes time, for a Python without OpenSSL in a browser.
// Gives a function (block, n, r) -> block: ROMix of one block of 128 * r bytes, n a power of two.
(() => {
  // Salsa20/8 of 16 words, added to them in place. Written out in full, with a variable for each word: with an
  // array of words it takes ten times as long.
  const all = (say) => [...Array(16).keys()].map(say).join("");
  const turn = (to, a, b, by) => `s = w${a} + w${b} | 0; w${to} ^= s << ${by} | s >>> ${32 - by};`;
  const quarters = "0 4 8 12,5 9 13 1,10 14 2 6,15 3 7 11,0 1 2 3,5 6 7 4,10 11 8 9,15 12 13 14".split(",");
  const round = quarters.map((quarter) => quarter.split(" ")).map(([a, b, c, d]) =>
    turn(b, a, d, 7) + turn(c, b, a, 9) + turn(d, c, b, 13) + turn(a, d, c, 18)).join("");
  const salsa = new Function("x", `let s = 0; ${all((i) => `let w${i} = x[${i}];`)}
    for (let twice = 0; twice < 4; twice++) { ${round} } ${all((i) => `x[${i}] += w${i};`)}`);

  const blockMix = (words, out, x, r) => {     // even results to the first half, odd ones to the second
    x.set(words.subarray((2 * r - 1) * 16));
    for (let i = 0; i < 2 * r; i++) {
      for (let k = 0; k < 16; k++) x[k] ^= words[i * 16 + k];
      salsa(x);
      out.set(x, ((i >> 1) + (i & 1) * r) * 16);
    }
  };

  return (block, n, r) => {
    const size = 32 * r, bytes = new Uint8Array(block), view = new DataView(bytes.buffer);
    let words = new Int32Array(size), other = new Int32Array(size);
    for (let i = 0; i < size; i++) words[i] = view.getInt32(4 * i, true);
    const x = new Int32Array(16), seen = new Int32Array(n * size);
    const mix = () => { blockMix(words, other, x, r); [words, other] = [other, words]; };
    for (let i = 0; i < n; i++) { seen.set(words, i * size); mix(); }
    for (let i = 0; i < n; i++) {
      const at = (words[size - 16] & n - 1) * size;
      for (let k = 0; k < size; k++) words[k] ^= seen[at + k];
      mix();
    }
    for (let i = 0; i < size; i++) view.setInt32(4 * i, words[i], true);
    return bytes;
  };
})()
