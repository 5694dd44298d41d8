// The work that a form asks for while the switch is on; petition/core/proof_of_work.py says what it is and checks it.
// It is done in small slices between other things, begins when the mail address is written, and is finished at the
// latest when the form is sent. SHA-256 is written out (FIPS 180-4): Web Crypto answers too slowly for one hash at a time.
{
  const SLICE = 24 // milliseconds
  const AT_ONCE = 512 // hashes between two looks at the clock
  const K = new Int32Array(64)
  const START = new Int32Array(8)
  const W = new Int32Array(64)

  // The first 32 bits of the fractions of the roots of the first primes.
  const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0
  for (let prime = 2, found = 0; found < 64; prime += 1) {
    let divisor = 2
    while (prime % divisor) divisor += 1
    if (divisor < prime) continue
    if (found < 8) START[found] = fraction(Math.sqrt(prime))
    K[found] = fraction(Math.cbrt(prime))
    found += 1
  }

  // One block, whose sixteen words stand in W, onto a state.
  const compress = (state) => {
    for (let i = 16; i < 64; i += 1) {
      const x = W[i - 15]
      const y = W[i - 2]
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
      W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7]
    for (let i = 0; i < 64; i += 1) {
      const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
      const t1 = (h + S1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0
      const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
      const t2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0
    }
    state[0] = (state[0] + a) | 0; state[1] = (state[1] + b) | 0
    state[2] = (state[2] + c) | 0; state[3] = (state[3] + d) | 0
    state[4] = (state[4] + e) | 0; state[5] = (state[5] + f) | 0
    state[6] = (state[6] + g) | 0; state[7] = (state[7] + h) | 0
  }

  const seedOf = (text) => {
    const bytes = new TextEncoder().encode(text)
    const padded = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64))
    bytes.forEach((byte, at) => padded.setUint8(at, byte))
    padded.setUint8(bytes.length, 0x80)
    padded.setUint32(padded.byteLength - 4, bytes.length * 8)
    const state = Int32Array.from(START)
    for (let block = 0; block < padded.byteLength; block += 64) {
      for (let i = 0; i < 16; i += 1) W[i] = padded.getInt32(block + i * 4)
      compress(state)
    }
    return state
  }

  const state = new Int32Array(8)
  const prepare = (seed, piece) => {
    W.set(seed)
    W[8] = piece
    W[10] = 0x80000000
    W.fill(0, 11, 15)
    W[15] = 320
  }
  const zeros = (counter) => {
    W[9] = counter
    state.set(START)
    compress(state)
    return Math.clz32(state[0])
  }

  const field = document.querySelector('[data-proof-pieces]')
  const form = field.form
  const told = form.querySelector('[data-proof-told]')
  const pieces = Number(field.dataset.proofPieces)
  const bits = Number(field.dataset.proofBits)
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent' })
  let work = null
  let sending = false

  const wanted = () => `${form.elements.stamp.value}\n${new FormData(form).get('email')}`
  const tell = (words) => { if (told.textContent !== words) told.textContent = words }

  const slice = (mine) => {
    if (work !== mine) return
    const end = performance.now() + SLICE
    while (mine.found.length < pieces && performance.now() < end) {
      prepare(mine.seed, mine.found.length)
      for (let i = 0; i < AT_ONCE; i += 1) {
        mine.counter += 1
        if (zeros(mine.counter) < bits) continue
        mine.found.push(mine.counter)
        mine.counter = -1
        break
      }
    }
    if (mine.found.length === pieces) return finish(mine)
    if (sending) tell(told.dataset.proofTold.replace('{percent}', percent.format(mine.found.length / pieces)))
    setTimeout(slice, 0, mine)
  }

  const finish = (mine) => {
    field.value = mine.found.join('.')
    mine.done = true
    if (sending) {
      tell(told.dataset.proofDone)
      form.submit()
    }
  }

  const begin = () => {
    const text = wanted()
    if (work && work.text === text) return
    field.value = ''
    work = { text, seed: seedOf(text), found: [], counter: -1, done: false }
    slice(work)
  }

  form.elements.email.addEventListener('change', () => { if (form.elements.email.value) begin() })
  form.addEventListener('submit', (event) => {
    begin()
    if (work.done) return
    event.preventDefault()
    sending = true
  })
  // Back from the next page the form may still be here, as it was sent.
  window.addEventListener('pageshow', () => { sending = false; tell('') })
  if (form.elements.email.value) begin()
}
