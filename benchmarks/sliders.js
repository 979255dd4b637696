// Watches a page: when a slider took which value, and when which picture was on the screen.
// Times are those of performance.now(), in milliseconds.
(() => {
  const watch = { inputs: [], pictures: [], blobs: new Map() }
  window.sliderWatch = watch

  let input = null // the time stamp of the input event that is being handled
  const soon = new MessageChannel()
  soon.port1.onmessage = () => { input = null }
  for (const type of ['keydown', 'pointermove', 'mousemove'])
    addEventListener(type, event => { input = event.timeStamp; soon.port2.postMessage(0) }, true)

  new MutationObserver(records => {
    if (input === null) return // an answer of the kernel, not the reader's hand
    for (const { target } of records) {
      const slider = target.closest?.('.noUi-target')?.noUiSlider
      if (!slider) continue
      const value = slider.get(true)
      if (watch.inputs.at(-1)?.value !== value) watch.inputs.push({ time: input, value })
    }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['style'] })

  const createObjectURL = URL.createObjectURL
  URL.createObjectURL = thing => {
    const url = createObjectURL.call(URL, thing)
    if (thing instanceof Blob) watch.blobs.set(url, thing)
    return url
  }

  // A picture is on the screen when it is loaded and the next frame has been drawn.
  document.addEventListener('load', event => {
    if (event.target.tagName !== 'IMG') return
    const url = event.target.currentSrc
    requestAnimationFrame(() => {
      const drawn = new MessageChannel()
      drawn.port1.onmessage = () => watch.pictures.push({ time: performance.now(), url })
      drawn.port2.postMessage(0)
    })
  }, true)

  // A drag as a browser delivers it, one move in each frame: from (x, y) by `step` pixels `moves` times.
  watch.drag = ({ x, y, step, moves }) => new Promise(done => {
    const target = document.elementFromPoint(x, y)
    let move = 0
    const next = () => {
      const clientX = x + ++move * step
      target.dispatchEvent(new MouseEvent('mousemove', { clientX, clientY: y, buttons: 1, bubbles: true, view: window }))
      move < moves ? requestAnimationFrame(next) : done()
    }
    requestAnimationFrame(next)
  })

  const digest = async bytes => {
    const sum = new Uint8Array(await crypto.subtle.digest('SHA-1', bytes))
    return Array.from(sum, byte => byte.toString(16).padStart(2, '0')).join('')
  }

  // What has been seen since the last call; pictures are named by the SHA-1 of their bytes.
  watch.take = async () => {
    const { inputs, pictures } = watch
    watch.inputs = []
    watch.pictures = []
    for (const picture of pictures) {
      const blob = watch.blobs.get(picture.url) ?? await (await fetch(picture.url)).blob()
      picture.sha1 = await digest(await blob.arrayBuffer())
    }
    for (const picture of pictures) { // others may be on their way to the screen
      watch.blobs.delete(picture.url)
      delete picture.url
    }
    return { inputs, pictures }
  }
})()
