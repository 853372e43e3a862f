/* A button of the text editor that takes bold, italic, size, links and alignment off the selected words (清除格式). */

(() => {
    const { React, DraftJS, Draftail, draftail } = window;
    const PLAIN = new Set(['unstyled', 'atomic']);

    function cleared(state) {
        const selection = state.getSelection();
        let content = state.getCurrentContent();
        const styles = ['BOLD', 'ITALIC', 'UNDERLINE', 'STRIKETHROUGH', 'SUPERSCRIPT', 'SUBSCRIPT', 'CODE'];
        for (const style of styles) content = DraftJS.Modifier.removeInlineStyle(content, selection, style);
        if (!selection.isCollapsed()) content = DraftJS.Modifier.applyEntity(content, selection, null);
        const keys = [...content.getBlockMap().keys()];
        const chosen = keys.slice(keys.indexOf(selection.getStartKey()), keys.indexOf(selection.getEndKey()) + 1);
        if (chosen.every((key) => !PLAIN.has(content.getBlockForKey(key).getType()))) {
            content = DraftJS.Modifier.setBlockType(content, selection, 'unstyled');
        }
        return DraftJS.EditorState.push(state, content, 'change-inline-style');
    }

    function ClearFormat({ getEditorState, onChange }) {
        return React.createElement(Draftail.ToolbarButton, {
            name: 'clear-format',
            label: '清除格式',
            title: '清除格式：去掉所选文字的加粗、链接、标题和对齐',
            onClick: () => onChange(cleared(getEditorState())),
        });
    }

    draftail.registerPlugin({ type: 'clear-format', inline: ClearFormat }, 'controls');
})();
