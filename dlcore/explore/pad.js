// The sheet of dlcore.explore.pad: it turns pointers and keys into marks, shows them, and tells the kernel.

const SIDE = 28, SCALE = 10                     // pixels of an image; of the screen to each
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const HELP = "Draw with mouse, pen or finger. Or with keys: arrows move the pen, Space lowers and lifts it."
const STYLE = `
.dlcore-pad { display: flex; flex-direction: column; align-items: center; gap: 6px; font-size: 13px; }
.dlcore-pad canvas { width: ${SIDE * SCALE}px; height: ${SIDE * SCALE}px; background: white; border: 1px solid #9aa0a6;
  touch-action: none; cursor: crosshair; }
.dlcore-pad canvas:focus-visible { outline: 3px solid #0072B2; outline-offset: 1px; }
.dlcore-pad button { font: inherit; padding: 3px 10px; min-height: 28px; }
.dlcore-pad button[aria-pressed=true] { background: #0072B2; color: white; }
.dlcore-pad .dlcore-pad-row { display: flex; gap: 6px; flex-wrap: wrap; justify-content: center; }
.dlcore-pad .dlcore-pad-help { max-width: ${SIDE * SCALE}px; min-height: 3.9em; color: #5f6368; }`

function render({ model, el }) {
  let marks = model.get("value"), past = []     // what is drawn; what was, for Undo
  let stroke = null, erase = false              // the line that grows; is it white?
  let pen = [SIDE / 2, SIDE / 2], keys = false  // where the keys have moved the pen; are they in use?
  let waiting = false

  const root = add(el, "div", { className: "dlcore-pad" })
  root.dataset.lmSuppressShortcuts = "true"     // JupyterLab's own keys: arrows would move to another cell
  add(root, "style", { textContent: STYLE })
  const canvas = add(root, "canvas", { tabIndex: 0 })
  canvas.setAttribute("role", "application")
  canvas.setAttribute("aria-label", `Drawing sheet. ${HELP} E changes to the eraser, Backspace undoes, Delete clears.`)
  const dense = Math.max(1, window.devicePixelRatio || 1)
  canvas.width = canvas.height = SIDE * SCALE * dense
  const paint = canvas.getContext("2d")
  paint.scale(SCALE * dense, SCALE * dense)     // from here on a unit is a pixel of the image
  const row = add(root, "div", { className: "dlcore-pad-row" })
  const eraser = button("Eraser", () => { lift(); erase = !erase; show() })
  button("Undo", undo)
  button("Clear", clear)
  const sheets = model.get("sheets")            // a DataView
  const count = sheets ? sheets.byteLength / SIDE ** 2 : 0
  if (count) button("A test digit", () => begin([["sheet", (sheet() + 1) % count]]))
  const help = add(root, "div", { className: "dlcore-pad-help", textContent: HELP })
  help.setAttribute("role", "status")

  function add(parent, tag, properties) {
    return parent.appendChild(Object.assign(document.createElement(tag), properties))
  }

  function button(label, act) {
    return add(row, "button", { type: "button", textContent: label, onclick: act })
  }

  function sheet() {
    for (const state of [marks, ...past.slice().reverse()])
      if (state.length && state[0][0] === "sheet") return state[0][1]
    return -1
  }

  // Marks

  function begin(next) {                        // another drawing, which Undo takes back
    lift()
    past.push(marks)
    marks = next
    show()
    tell()
  }

  function undo() {
    lift()
    if (past.length) marks = past.pop()
    else marks = marks.slice(0, -1)
    show()
    tell()
  }

  function clear() {
    if (marks.length) begin([])
  }

  function lower([x, y]) {                      // a new line
    past.push(marks)
    stroke = [erase ? "erase" : "ink", round(x), round(y)]
    marks = [...marks, stroke]
    show()
    tell()
  }

  function draw([x, y]) {                       // the line goes on
    const [x0, y0] = stroke.slice(-2)
    if (Math.hypot(x - x0, y - y0) < 0.25) return
    stroke.push(round(x), round(y))
    show()
    tell()
  }

  function lift() {
    stroke = null
  }

  function tell() {                             // once a frame; a copy, or the change would not be seen
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      model.set("value", marks.map(mark => [...mark]))
      model.save_changes()
    })
  }

  function told() {                             // the kernel has set another drawing
    const value = model.get("value")
    if (waiting || stroke || JSON.stringify(value) === JSON.stringify(marks)) return
    past.push(marks)
    marks = value
    show()
  }

  // What is seen

  function show() {
    paint.fillStyle = "white"
    paint.fillRect(0, 0, SIDE, SIDE)
    for (const [kind, ...numbers] of marks) {
      if (kind === "sheet") digit(numbers[0])
      else line(kind, numbers)
    }
    if (keys) cross()
    eraser.setAttribute("aria-pressed", erase)
  }

  function digit(index) {
    for (let i = 0; i < SIDE ** 2; i++) {
      const ink = sheets.getUint8(index * SIDE ** 2 + i)
      paint.fillStyle = `rgb(${255 - ink} ${255 - ink} ${255 - ink})`
      if (ink) paint.fillRect(i % SIDE, Math.floor(i / SIDE), 1, 1)
    }
  }

  function line(kind, numbers) {
    paint.strokeStyle = kind === "ink" ? "black" : "white"
    paint.lineWidth = model.get("widths")[kind]
    paint.lineCap = paint.lineJoin = "round"
    paint.beginPath()
    paint.moveTo(numbers[0], numbers[1])
    for (let i = 0; i < numbers.length; i += 2) paint.lineTo(numbers[i], numbers[i + 1])
    paint.stroke()
  }

  function cross() {
    paint.strokeStyle = stroke ? "#D55E00" : "#0072B2"
    paint.lineWidth = 0.25
    paint.beginPath()
    paint.arc(pen[0], pen[1], 1.2, 0, 2 * Math.PI)
    for (const [dx, dy] of Object.values(STEPS)) {
      paint.moveTo(pen[0] + dx, pen[1] + dy)
      paint.lineTo(pen[0] + 2 * dx, pen[1] + 2 * dy)
    }
    paint.stroke()
  }

  // Pointers and keys

  function place(event) {
    const box = canvas.getBoundingClientRect()
    return [(event.clientX - box.left) / box.width * SIDE, (event.clientY - box.top) / box.height * SIDE]
  }

  function down(event) {
    if (event.button || !event.isPrimary) return
    canvas.setPointerCapture(event.pointerId)
    keys = false
    help.textContent = HELP
    lower(place(event))
  }

  function move(event) {
    if (!stroke || keys || !event.isPrimary) return
    const events = event.getCoalescedEvents?.() ?? []
    for (const each of events.length ? events : [event]) draw(place(each))
  }

  function up(event) {
    if (!keys && event.isPrimary) lift()
  }

  function key(event) {
    const step = STEPS[event.key], command = event.ctrlKey || event.metaKey
    if (event.altKey) return
    if (step && !command) {
      const far = event.shiftKey ? 0.25 : 1
      pen = pen.map((x, i) => Math.min(SIDE, Math.max(0, x + far * step[i])))
      keys = true
      if (stroke) draw(pen)
    } else if (event.key === " " && !command) {
      keys = true
      stroke ? lift() : lower(pen)
    } else if (event.key === "Escape" && stroke) lift()
    else if (event.key === "Backspace" || (command && event.key === "z")) undo()
    else if (event.key === "Delete") clear()
    else if (event.key === "e" && !command) eraser.click()
    else return
    event.preventDefault()
    event.stopPropagation()
    if (keys) help.textContent = `Pen ${stroke ? "down" : "up"}, column ${round(pen[0])}, row ${round(pen[1])} of ${SIDE}.`
    show()
  }

  function round(x) {
    return Math.round(100 * x) / 100
  }

  canvas.addEventListener("pointerdown", down)
  canvas.addEventListener("pointermove", move)
  canvas.addEventListener("pointerup", up)
  canvas.addEventListener("pointercancel", up)
  canvas.addEventListener("keydown", key)
  canvas.addEventListener("blur", () => { if (keys) lift(); keys = false; show() })
  model.on("change:value", told)
  show()
  return () => model.off("change:value", told)
}

export default { render }
