/* Refreshes the live parts of a page: each names its address, the tag of what it shows, and how
   many seconds to wait. A part that comes back without an address is at its end and is not asked again. */

import { exchange, fetchDocument, Refusal } from './shared/fragments.js';
import { whileVisible } from './shared/visible.js';

const PART = '[data-mt-part]';

/** Connects one part. The element is exchanged, so it is looked up each time. */
export function connect(element) {
    let shown = element;

    async function refresh() {
        if (!shown.isConnected) return false;
        let page;
        try {
            page = await fetchDocument(shown.dataset.mtPart, shown.dataset.mtTag);
        } catch (problem) {
            // Signed out: the next page says so. Off line: the next time may go well.
            return !(problem instanceof Refusal);
        }
        const fresh = page && page.querySelector('.mt-part');
        if (fresh && exchange(shown, fresh)) shown = fresh;
        return shown.matches(PART);
    }

    return whileVisible(refresh, Number(element.dataset.mtEvery));
}

document.querySelectorAll(PART).forEach(connect);
