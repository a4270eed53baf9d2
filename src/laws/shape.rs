//! The one type of all standard shapes.

/// Makes the list of the families and the one type of their shapes: a match, so that a draw costs no call through a pointer.
macro_rules! families {
    ($($module:ident $(: $shape:ident)?),* $(,)?) => {
        use $crate::laws::distribution::Distribution;

        /// Every family of the language, in the order it is explained in.
        pub static FAMILIES: &[&$crate::laws::family::Family] = &[$(&$module::FAMILY),*];

        /// A law of location 0 and scale 1.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub(super) enum Shape {
            $($($shape($module::$shape),)?)*
        }

        $($(impl From<$module::$shape> for Shape {
            #[inline]
            fn from(shape: $module::$shape) -> Self {
                Self::$shape(shape)
            }
        })?)*

        impl Shape {
            /// Returns the quantile with `p` below and `q = 1 - p` above.
            #[inline]
            pub(super) fn quantile(&self, p: f64, q: f64) -> f64 {
                match self { $($(Self::$shape(shape) => shape.quantile(p, q),)?)* }
            }

            /// Returns the quantile of a uniform draw; `1 - u` is exact for those.
            #[inline]
            pub(super) fn at(&self, u: f64) -> f64 {
                match self { $($(Self::$shape(shape) => shape.at(u),)?)* }
            }

            /// Returns the probabilities of at most `x`, and of more.
            pub(super) fn cdf(&self, x: f64) -> (f64, f64) {
                if x < self.lower() {
                    return (0.0, 1.0);
                }
                if x >= self.upper() {
                    return (1.0, 0.0);
                }
                match self { $($(Self::$shape(shape) => shape.cdf(x),)?)* }
            }

            /// Returns the density at `x`; only of shapes that are tabulated.
            pub(super) fn density(&self, x: f64) -> f64 {
                match self { $($(Self::$shape(shape) => shape.density(x),)?)* }
            }

            /// Returns the partial expectations: `E[X; X <= x]` and `E[X; X > x]`.
            pub(super) fn partial_mean(&self, x: f64) -> (f64, f64) {
                if x < self.lower() {
                    return (0.0, self.mean());
                }
                if x >= self.upper() {
                    return (self.mean(), 0.0);
                }
                match self { $($(Self::$shape(shape) => shape.partial_mean(x),)?)* }
            }

            /// Returns the mean.
            pub(super) fn mean(&self) -> f64 {
                match self { $($(Self::$shape(shape) => shape.mean(),)?)* }
            }

            /// Returns the variance.
            pub(super) fn variance(&self) -> f64 {
                match self { $($(Self::$shape(shape) => shape.variance(),)?)* }
            }

            /// Returns the lower end of the support.
            pub(super) fn lower(&self) -> f64 {
                match self { $($(Self::$shape(shape) => shape.lower(),)?)* }
            }

            /// Returns the upper end of the support.
            pub(super) fn upper(&self) -> f64 {
                match self { $($(Self::$shape(shape) => shape.upper(),)?)* }
            }

            /// Returns the simplest shape with the same law.
            pub(super) fn simplest(self) -> Self {
                match self { $($(Self::$shape(shape) => shape.simplest(),)?)* }
            }

            /// Returns the list of values it is drawn from, if that is the quickest.
            pub(super) fn listed(&self) -> Option<$crate::laws::steps::Steps> {
                match self { $($(Self::$shape(shape) => shape.listed(),)?)* }
            }

            /// Returns the expectation of `f`.
            pub(super) fn expect(&self, f: &mut dyn FnMut(f64) -> f64) -> f64 {
                match self { $($(Self::$shape(shape) => shape.expect(f),)?)* }
            }

            /// Tells whether draws come from a table of the quantile.
            pub(super) fn is_tabulated(&self) -> bool {
                match self { $($(Self::$shape(_) => $module::$shape::IS_TABULATED,)?)* }
            }

            /// Tells whether every draw is a whole number.
            pub(super) fn is_whole(&self) -> bool {
                match self { $($(Self::$shape(_) => $module::$shape::IS_WHOLE,)?)* }
            }

            /// Tells whether what is left of it has the same law at any time.
            pub(super) fn is_memoryless(&self) -> bool {
                match self { $($(Self::$shape(_) => $module::$shape::IS_MEMORYLESS,)?)* }
            }
        }
    };
}

pub(super) use families;
