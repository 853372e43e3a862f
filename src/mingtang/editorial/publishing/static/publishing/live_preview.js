/* Shows the page of an article beside the form while it is written; nothing is saved.

   The page stands in a frame without scripts that the server's answer fills; a fresh frame is made each
   time and shown when it is there, so that nothing flickers and the back button leads where it led. */

const QUIET = 700; // milliseconds without a key before the page is asked for
const WIDE = '(min-width: 75rem)';
const ROOMY = '(min-width: 100rem)'; // wide enough to show it unasked
const NARROW = '(max-width: 40rem)'; // a phone shows what phones show
const CHOICE = 'mt-live-preview';
const LEFT_OUT = new Set(['form_key']);

function remembered() {
    try {
        return localStorage.getItem(CHOICE);
    } catch {
        return null;
    }
}

function remember(isOpen) {
    try {
        localStorage.setItem(CHOICE, isOpen ? 'open' : 'folded');
    } catch {
        // No storage: it opens by the width of the window.
    }
}

function partsOf(form) {
    for (const field of form.elements) field.draftailEditor?.saveState();
    const parts = new FormData(form);
    for (const [name, value] of [...parts]) {
        if (LEFT_OUT.has(name) || typeof value !== 'string') parts.delete(name);
    }
    return parts;
}

class LivePreview {
    constructor(pane, form) {
        this.pane = pane;
        this.form = form;
        this.body = form.parentElement;
        this.sheet = pane.querySelector('[data-mt-written-sheet]');
        this.said = pane.querySelector('[data-mt-written-said]');
        this.notes = pane.querySelector('[data-mt-written-notes]');
        this.site = pane.querySelector('[data-mt-written-site]');
        this.width = 1080;
        this.shown = '';
        this.timer = 0;
        this.isAsking = false;
        this.frame = null;
        this.toggle = this.addToggle();
        this.tabs = document.querySelector('[data-mt-written-tabs]');
        form.before(this.tabs);
        this.tabs.hidden = false;
        this.listen();
        if (matchMedia(NARROW).matches) this.setWidth(pane.querySelector('[data-mt-width="390"]'));
        const isRoomy = matchMedia(ROOMY).matches;
        const choice = remembered();
        if (matchMedia(WIDE).matches && (choice === 'open' || (isRoomy && choice !== 'folded'))) this.open(true);
    }

    addToggle() {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'mt-button';
        button.textContent = '预览';
        button.setAttribute('aria-controls', this.pane.id);
        button.setAttribute('aria-expanded', 'false');
        button.addEventListener('click', () => {
            this.open(this.pane.hidden);
            remember(!this.pane.hidden);
        });
        const end = this.form.querySelector('.mt-form__end');
        end.insertBefore(button, end.querySelector('[data-mt-autosaved]'));
        return button;
    }

    listen() {
        const later = () => this.later(QUIET);
        for (const kind of ['input', 'change', 'drop', 'keyup']) this.form.addEventListener(kind, later);
        // Blocks are moved, added and deleted by buttons; what is pasted comes by itself.
        this.form.addEventListener('click', (event) => event.target.closest?.('button') && later());
        new MutationObserver(later).observe(document.getElementById('body-root') || this.form, {
            childList: true,
            subtree: true,
        });
        this.pane.querySelector('[data-mt-written-fold]').addEventListener('click', () => {
            this.open(false);
            remember(false);
            this.toggle.focus();
        });
        for (const tab of this.tabs.children) {
            tab.addEventListener('click', () => this.open(tab.dataset.mtWrittenOpen !== ''));
        }
        for (const button of this.pane.querySelectorAll('[data-mt-width]')) {
            button.addEventListener('click', () => this.setWidth(button));
        }
        this.site.addEventListener('change', () => this.later(0));
        new ResizeObserver(() => this.fit(this.frame)).observe(this.sheet);
    }

    open(isOpen) {
        this.pane.hidden = !isOpen;
        this.body.classList.toggle('is-previewing', isOpen);
        this.toggle.setAttribute('aria-expanded', String(isOpen));
        for (const tab of this.tabs.children) {
            tab.setAttribute('aria-pressed', String((tab.dataset.mtWrittenOpen !== '') === isOpen));
        }
        if (isOpen) this.later(0);
    }

    setWidth(chosen) {
        for (const button of this.pane.querySelectorAll('[data-mt-width]')) {
            button.setAttribute('aria-pressed', String(button === chosen));
        }
        this.width = Number(chosen.dataset.mtWidth);
        this.fit(this.frame);
    }

    later(wait) {
        clearTimeout(this.timer);
        if (!this.pane.hidden) this.timer = setTimeout(() => this.ask(), wait);
    }

    async ask() {
        if (this.pane.hidden) return;
        if (this.isAsking) {
            this.later(QUIET);
            return;
        }
        const parts = partsOf(this.form);
        parts.set('preview-site', this.site.value);
        const typed = JSON.stringify([...parts]);
        if (typed === this.shown) return;
        this.isAsking = true;
        try {
            const response = await fetch(this.pane.dataset.mtWritten, {
                method: 'POST',
                body: parts,
                headers: { 'X-Requested-With': 'XMLHttpRequest' },
            });
            const answer = await response.json().catch(() => ({}));
            if (!response.ok) throw new Error(answer.detail || '服务器没有回应，稍后会再试。');
            this.shown = typed;
            this.show(answer);
        } catch (fault) {
            this.said.textContent = `预览没有更新：${fault.message}`;
        } finally {
            this.isAsking = false;
        }
    }

    show(answer) {
        this.offer(answer.sites, answer.site);
        this.notes.replaceChildren(...answer.notes.map((note) => {
            const line = document.createElement('li');
            line.textContent = note;
            return line;
        }));
        this.notes.hidden = !answer.notes.length;
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-same-origin'); // no scripts, no forms, no way out
        frame.title = '稿件在网站上的样子';
        frame.className = 'is-coming';
        frame.srcdoc = answer.page;
        frame.addEventListener('load', () => this.swap(frame), { once: true });
        this.sheet.append(frame);
        this.fit(frame);
    }

    swap(frame) {
        const inner = frame.contentDocument;
        inner.addEventListener('click', (event) => event.preventDefault()); // links lead nowhere here
        const before = this.frame?.contentDocument?.scrollingElement?.scrollTop || 0;
        if (inner.scrollingElement) inner.scrollingElement.scrollTop = before;
        this.frame?.remove();
        this.frame = frame;
        frame.classList.remove('is-coming');
        this.said.textContent = '写的内容会自动显示在这里；预览不会保存，也不会发布。';
    }

    offer(sites, chosen) {
        const label = this.site.closest('label');
        label.hidden = sites.length < 2;
        const known = [...this.site.options].map((one) => one.value).join();
        if (known !== sites.map((one) => String(one.id)).join()) {
            this.site.replaceChildren(...sites.map((one) => new Option(one.name, one.id)));
        }
        this.site.value = String(chosen);
    }

    fit(frame) {
        if (!frame) return;
        const scale = Math.min(1, this.sheet.clientWidth / this.width);
        frame.style.width = `${this.width}px`;
        frame.style.height = `${this.sheet.clientHeight / scale}px`;
        frame.style.left = `${Math.max(0, (this.sheet.clientWidth - this.width * scale) / 2)}px`;
        frame.style.transform = `scale(${scale})`;
    }
}

const pane = document.querySelector('[data-mt-written]');
const form = document.getElementById('w-editor-form');
if (pane && form) new LivePreview(pane, form);
