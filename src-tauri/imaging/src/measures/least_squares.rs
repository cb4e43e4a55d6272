//! Solves linear least-squares problems with few unknowns.

/// Sums over all added rows. They determine the `N` unknowns `x` for which `row · x` is closest to `value`.
#[derive(Clone)]
pub(super) struct LeastSquares<const N: usize> {
    matrix: [[f32; N]; N],
    right: [f32; N],
}

impl<const N: usize> LeastSquares<N> {
    pub(super) const fn new() -> Self {
        LeastSquares {
            matrix: [[0.0; N]; N],
            right: [0.0; N],
        }
    }

    pub(super) fn add(&mut self, row: &[f32; N], value: f32) {
        for i in 0..N {
            // The matrix is symmetric, so only its lower half is stored.
            for j in 0..=i {
                self.matrix[i][j] += row[i] * row[j];
            }
            self.right[i] += row[i] * value;
        }
    }

    /// Pulls unknown `i` towards `value`. The larger `weight` is, the stronger the pull.
    pub(super) fn pull_towards(&mut self, i: usize, value: f32, weight: f32) {
        self.matrix[i][i] += weight;
        self.right[i] += weight * value;
    }

    /// Returns the unknowns, by Cholesky decomposition. Returns `None` if the rows leave one of them undetermined.
    pub(super) fn solve(&self) -> Option<[f32; N]> {
        let mut lower = [[0f64; N]; N];
        let mut x = [0f64; N];
        for i in 0..N {
            for j in 0..=i {
                let known: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
                let left = f64::from(self.matrix[i][j]) - known;
                if i != j {
                    lower[i][j] = left / lower[j][j];
                } else if left > f64::from(self.matrix[i][i]) * 1e-6 {
                    lower[i][i] = left.sqrt();
                } else {
                    return None;
                }
            }
            let known: f64 = (0..i).map(|k| lower[i][k] * x[k]).sum();
            x[i] = (f64::from(self.right[i]) - known) / lower[i][i];
        }
        for i in (0..N).rev() {
            let known: f64 = (i + 1..N).map(|k| lower[k][i] * x[k]).sum();
            x[i] = (x[i] - known) / lower[i][i];
        }
        Some(x.map(|x| x as f32))
    }
}
