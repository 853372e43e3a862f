/* Updates the countdowns of a page. The words are those of countdown.py. */

import { whileVisible } from './shared/visible.js';

const MINUTE = 60 * 1000;
const DAY = 24 * 60; // minutes
const ICONS = { calm: 'history', soon: 'time', urgent: 'warning', overdue: 'cross' };

/** A number of minutes in words, the two largest units. */
export function spanText(minutes) {
    const days = Math.floor(minutes / DAY);
    const hours = Math.floor((minutes % DAY) / 60);
    const rest = minutes % 60;
    if (days) return hours && days < 10 ? `${days} 天 ${hours} 小时` : `${days} 天`;
    if (hours) return rest ? `${hours} 小时 ${rest} 分` : `${hours} 小时`;
    return rest ? `${rest} 分` : '不到 1 分';
}

/** How pressing it is, from the milliseconds that are left. */
export function pressure(left) {
    if (left < 0) return 'overdue';
    if (left < 4 * 60 * MINUTE) return 'urgent';
    return left < DAY * MINUTE ? 'soon' : 'calm';
}

function refresh(element) {
    const left = new Date(element.dataset.mtDue).getTime() - Date.now();
    const minutes = Math.floor(Math.abs(left) / MINUTE);
    const word = left < 0 ? '已超' : '还剩';
    const text = `${word} ${spanText(minutes)}`;
    const shown = element.querySelector('[data-mt-left]');
    if (shown.textContent !== text) shown.textContent = text;
    const state = pressure(left);
    if (element.classList.contains(`mt-due--${state}`)) return;
    element.className = `mt-due mt-due--${state}`;
    element.querySelector('use')?.setAttribute('href', `#icon-${ICONS[state]}`);
}

whileVisible(() => document.querySelectorAll('[data-mt-due]').forEach(refresh), 30);
