//! A list that only grows, in blocks: it is never copied, and wastes less than a block.

/// Items of a block.
const ITEMS: usize = 1024;

/// Items by the order in which they came.
#[derive(Clone, Debug)]
pub(super) struct Blocks<T>(Vec<Vec<T>>);

impl<T> Default for Blocks<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Blocks<T> {
    /// Appends an item; gives its place. Callers keep fewer than 2^32.
    pub(super) fn push(&mut self, item: T) -> u32 {
        let full = self.0.len().saturating_sub(1) * ITEMS;
        let place = match self.0.last_mut() {
            Some(last) if last.len() < ITEMS => {
                last.push(item);
                full + last.len() - 1
            }
            _ => {
                let place = self.0.len() * ITEMS;
                self.0.push(vec![item]);
                place
            }
        };
        place as u32
    }

    pub(super) fn get(&self, place: u32) -> Option<&T> {
        let place = place as usize;
        self.0.get(place / ITEMS)?.get(place % ITEMS)
    }

    pub(super) fn get_mut(&mut self, place: u32) -> Option<&mut T> {
        let place = place as usize;
        self.0.get_mut(place / ITEMS)?.get_mut(place % ITEMS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stand_where_they_were_put() {
        let mut blocks = Blocks::default();
        for item in 0..3000_u32 {
            assert_eq!(blocks.push(2 * item), item);
        }
        for item in 0..3000 {
            assert_eq!(blocks.get(item), Some(&(2 * item)));
        }
        assert_eq!(blocks.get(3000), None);
        if let Some(item) = blocks.get_mut(2000) {
            *item = 1;
        }
        assert_eq!(blocks.get(2000), Some(&1));
    }
}
