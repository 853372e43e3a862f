/* Names the boxes of the rich text editor, which a screen reader would else call by nothing. */
(() => {
    'use strict';

    function label() {
        for (const box of document.querySelectorAll('[contenteditable="true"][role="textbox"]:not([aria-label])')) {
            const block = box.closest('[data-contentpath]')?.querySelector('.c-sf-block__type, .w-panel__heading');
            box.setAttribute('aria-label', block?.textContent.trim() || '正文');
        }
    }

    label();
    new MutationObserver(label).observe(document.body, { childList: true, subtree: true });
})();
