//! The functions that these take the place of.

use std::{ffi::CStr, sync::OnceLock};

/// Where a function of the C library is.
pub(crate) struct Next {
    name: &'static CStr,
    address: OnceLock<usize>,
}

impl Next {
    pub(crate) const fn new(name: &'static CStr) -> Self {
        Self { name, address: OnceLock::new() }
    }

    /// The one that would have been called without this library.
    ///
    /// # Safety
    /// `F` must be the type of a pointer to that function.
    pub(crate) unsafe fn get<F: Copy>(&self) -> F {
        let address = *self.address.get_or_init(|| {
            // SAFETY: the name ends with a zero byte, and RTLD_NEXT is a handle that `dlsym` knows.
            let found = unsafe { libc::dlsym(libc::RTLD_NEXT, self.name.as_ptr()) };
            if found.is_null() {
                // Nothing can be told from here, and nothing would work.
                std::process::abort();
            }
            found as usize
        });
        const { assert!(size_of::<F>() == size_of::<usize>()) };
        // SAFETY: it is the address of that function, and the caller knows its type; both are as large, as was checked.
        unsafe { std::mem::transmute_copy(&address) }
    }
}

/// The function that a name stands for in the C library, with its type.
macro_rules! next {
    ($name:ident: $type:ty) => {{
        static NEXT: $crate::next::Next = $crate::next::Next::new(
            match std::ffi::CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes()) {
                Ok(name) => name,
                Err(_) => panic!("a name has no zero byte"),
            },
        );
        // SAFETY: the type is that of the function in the C library's headers.
        unsafe { NEXT.get::<$type>() }
    }};
}

pub(crate) use next;
