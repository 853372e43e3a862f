/* Asks for the page again while something on it is under way, and puts in what has changed.
   A part says so by an id and data-mt-live; it stops when no part says so any more. */

import { exchange, fetchDocument, Refusal } from '../desk/js/shared/fragments.js';
import { whileVisible } from '../desk/js/shared/visible.js';

const EVERY = 3; // seconds
const MOST = 200; // ten minutes; anyone who is still there reloads
let asked = 0;

async function refresh() {
    const shown = [...document.querySelectorAll('[data-mt-live]')].filter((part) => part.id);
    asked += 1;
    if (!shown.length || asked > MOST) return false;
    let page;
    try {
        page = await fetchDocument(location.href);
    } catch (problem) {
        return !(problem instanceof Refusal);
    }
    for (const part of shown) {
        const fresh = page.getElementById(part.id);
        if (fresh && fresh.outerHTML !== part.outerHTML) exchange(part, fresh); // a click may be under way
    }
    return true;
}

whileVisible(refresh, EVERY);
