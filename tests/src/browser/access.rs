//! Whether everyone can use what the page shows.

use super::Browser;
use serde_json::json;
use std::fs;

impl Browser {
    /// Whatever axe-core finds, and whether the page scrolls sideways, cuts something off, or complained.
    pub async fn is_fine(&self, what: &str) {
        // make setup installs it.
        let axe =
            fs::read_to_string(crate::root().join("node_modules/axe-core/axe.min.js")).unwrap();
        self.run(&format!("{axe}; return 1"), vec![]).await;
        let script = "
            const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(
                (found) => done(found.violations.map((one) => `${one.impact} ${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target + ' ' + node.failureSummary).join(' | ')}`)),
                (error) => done([String(error)]));";
        let found = self.client.execute_async(script, vec![]).await.unwrap();
        assert_eq!(found, json!([]), "{what}");
        let script =
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        let wider = self.run(script, vec![]).await;
        assert_eq!(wider, json!(0), "{what}: the page scrolls sideways");
        // What is cut off without a way to scroll to it.
        let script = "
            return [...document.querySelectorAll('main p, main h2, main h3, main button, main label, main dt, main dd')]
                .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden') && one.textContent.trim() !== '')
                .filter((one) => !one.closest('[tabindex=\"0\"], .table, .scroll'))
                .filter((one) => { const box = one.getBoundingClientRect(); return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1); })
                .map((one) => one.textContent.trim().slice(0, 60));";
        assert_eq!(self.run(script, vec![]).await, json!([]), "{what}: cut off");
        // A column so narrow that each letter or two of a word have a line of their own.
        let script = "
            const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
            const place = document.createRange();
            const broken = [];
            while (texts.nextNode()) {
                const text = texts.currentNode.data.trim();
                const around = texts.currentNode.parentElement;
                if (text.length < 6 || around.getBoundingClientRect().width > 72 || around.closest('.visually-hidden, svg')) continue;
                place.selectNodeContents(texts.currentNode);
                const lines = new Set([...place.getClientRects()].map((line) => Math.round(line.top)));
                if (lines.size > 1 && text.length / lines.size < 3) broken.push(text.slice(0, 60));
            }
            return broken;";
        assert_eq!(
            self.run(script, vec![]).await,
            json!([]),
            "{what}: words in pieces"
        );
        assert_eq!(self.console(), Vec::<String>::new(), "{what}");
    }
}
