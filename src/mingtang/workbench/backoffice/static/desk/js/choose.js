/* Offers matches under a search field. The arrow keys walk through them, Enter takes one. */

let number = 0;

/** Connects one field; what is typed may be taken without the list. */
export function connect(input) {
    number += 1;
    const list = document.createElement('ul');
    list.id = `mt-choices-${number}`;
    list.className = 'mt-choices__list';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', '可选项');
    list.hidden = true;
    const frame = document.createElement('div');
    frame.className = 'mt-choices';
    input.replaceWith(frame);
    frame.append(input, list);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-expanded', 'false');

    let active = -1;
    let timer = 0;
    let asked = 0;

    function close() {
        list.hidden = true;
        active = -1;
        input.setAttribute('aria-expanded', 'false');
        input.removeAttribute('aria-activedescendant');
    }

    function mark(index) {
        active = index;
        [...list.children].forEach((item, place) => {
            item.setAttribute('aria-selected', String(place === index));
            if (place === index) {
                input.setAttribute('aria-activedescendant', item.id);
                item.scrollIntoView({ block: 'nearest' });
            }
        });
    }

    function take(item) {
        input.value = item.textContent;
        input.dispatchEvent(new Event('change', { bubbles: true }));
        close();
    }

    function show(texts) {
        list.replaceChildren(
            ...texts.map((text, place) => {
                const item = document.createElement('li');
                item.id = `${list.id}-${place}`;
                item.setAttribute('role', 'option');
                item.setAttribute('aria-selected', 'false');
                item.textContent = text;
                item.addEventListener('mousedown', (event) => {
                    event.preventDefault();
                    take(item);
                });
                return item;
            }),
        );
        list.hidden = !texts.length;
        input.setAttribute('aria-expanded', String(texts.length > 0));
        active = -1;
    }

    async function ask() {
        asked += 1;
        const mine = asked;
        const url = `${input.dataset.mtChoose}?q=${encodeURIComponent(input.value)}`;
        try {
            const response = await fetch(url, {
                headers: { Accept: 'application/json' },
            });
            const answer = response.ok ? await response.json() : { results: [] };
            if (mine === asked && document.activeElement === input) show(answer.results);
        } catch {
            close(); // typing a code works without the list
        }
    }

    input.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(ask, 200);
    });
    input.addEventListener('focus', () => {
        if (!input.value) ask();
    });
    input.addEventListener('blur', close);
    input.addEventListener('keydown', (event) => {
        const count = list.children.length;
        if (event.key === 'ArrowDown' && list.hidden) ask();
        else if (event.key === 'ArrowDown' && count) mark((active + 1) % count);
        else if (event.key === 'ArrowUp' && count) mark(active > 0 ? active - 1 : count - 1);
        else if (event.key === 'Enter' && active >= 0) take(list.children[active]);
        else if (event.key === 'Escape' && !list.hidden) close();
        else return;
        event.preventDefault();
    });
}

document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('[data-mt-choose]').forEach(connect);
});
