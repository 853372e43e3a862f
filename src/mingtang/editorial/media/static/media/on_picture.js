/* Shows on the picture what the sliders say, and takes a tap on it as the middle. */

/** The part that a crop leaves, in percent of the picture: the same sum as policies.py does in pixels. */
export function partOf(width, height, shape, share, x, y) {
    const [across, down] = shape ? shape.split(':').map(Number) : [width, height];
    const scale = (Math.min(width / across, height / down) * share) / 100;
    const wide = ((across * scale) / width) * 100;
    const high = ((down * scale) / height) * 100;
    const left = Math.min(Math.max(0, x - wide / 2), 100 - wide);
    const top = Math.min(Math.max(0, y - high / 2), 100 - high);
    return { left, top, wide, high };
}

function start(frame) {
    const box = frame.closest('[data-mt-picture]');
    const form = box.parentElement.querySelector('form');
    const part = frame.querySelector('.mt-on-picture__part');
    const field = (name) => form.elements.namedItem(name);
    const value = (name, otherwise) => (field(name) ? field(name).value : otherwise);
    const draw = () => {
        const { left, top, wide, high } = partOf(
            Number(box.dataset.width),
            Number(box.dataset.height),
            value('shape', ''),
            Number(value('share', 10)),
            Number(field('x').value),
            Number(field('y').value),
        );
        Object.assign(part.style, { left: `${left}%`, top: `${top}%`, width: `${wide}%`, height: `${high}%` });
        part.hidden = false;
    };
    frame.addEventListener('click', (event) => {
        const shown = frame.getBoundingClientRect();
        field('x').value = Math.round(((event.clientX - shown.left) / shown.width) * 100);
        field('y').value = Math.round(((event.clientY - shown.top) / shown.height) * 100);
        field('x').dispatchEvent(new Event('input', { bubbles: true }));
    });
    form.addEventListener('input', draw);
    form.addEventListener('change', draw);
    draw();
}

if (typeof document !== 'undefined') document.querySelectorAll('.mt-on-picture__frame').forEach(start);
