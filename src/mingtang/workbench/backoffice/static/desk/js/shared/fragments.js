/* Asks the office for a page or a part of one, as a script and not as the person at the keyboard. */

/** What came back, as a document of its own; null where it is unchanged. Throws what is no answer. */
export async function fetchDocument(url, tag) {
    // The second header says that nobody is there: the session may still end when idle.
    const headers = { 'X-Requested-With': 'XMLHttpRequest', 'X-Mingtang-Background': '1' };
    if (tag) headers['If-None-Match'] = tag;
    const answer = await fetch(url, { headers, redirect: 'error' });
    if (answer.status === 304) return null;
    if (!answer.ok) throw new Refusal(answer.status);
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

/** The office answered, and not with what was asked for: signed out, or no longer allowed. */
export class Refusal extends Error {}

/** Puts a fresh element where an old one is, unless the person is at work in the old one. */
export function exchange(old, fresh) {
    if (old.contains(document.activeElement)) return false;
    old.replaceWith(document.adoptNode(fresh));
    return true;
}
