/* Puts a box for all rows into the heading of the boxes of a list. */

export function connect(head) {
    const boxes = [...head.closest('table').querySelectorAll('input[name="items"]')];
    if (boxes.length < 2) return;
    const all = document.createElement('input');
    all.type = 'checkbox';
    const label = document.createElement('label');
    label.className = 'mt-box';
    label.append(all, ` ${head.dataset.mtTickAll}`);
    head.replaceChildren(label);
    head.classList.add('mt-table__all'); // a narrow screen shows this heading as well

    const reckon = () => {
        const ticked = boxes.filter((box) => box.checked).length;
        all.checked = ticked === boxes.length;
        all.indeterminate = ticked > 0 && !all.checked;
    };
    all.addEventListener('change', () => {
        for (const box of boxes) box.checked = all.checked;
    });
    for (const box of boxes) box.addEventListener('change', reckon);
    reckon();
}

document.querySelectorAll('[data-mt-tick-all]').forEach(connect);
