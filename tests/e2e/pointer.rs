//! Drives the screen's real pointer and keyboard with xdotool, so that the web view gets the same events as from a
//! person.

use std::process::Command;

/// The pointer over one window. Positions are in pixels of the page, which fills the window, or of the screen where
/// that is stated.
pub struct Pointer {
    window: String,
}

impl Pointer {
    pub fn over(app: u32) -> Pointer {
        let pointers = Pointer::over_each_window(app).into_iter();
        pointers
            .max_by_key(|pointer| pointer.geometry("WIDTH="))
            .expect("the window is visible")
    }

    /// Returns a pointer for each visible window of the app. One of the windows is GTK's own, a single pixel outside
    /// the screen.
    fn over_each_window(app: u32) -> Vec<Pointer> {
        let mut search = Command::new("xdotool");
        search.args(["search", "--all", "--onlyvisible", "--pid"]);
        search.args([&app.to_string(), "--name", "^Tintype$"]);
        let found = search.output();
        let found = found.expect("xdotool is installed (scripts/setup test)");
        let found = String::from_utf8(found.stdout).unwrap();
        let windows = found.lines().map(|window| Pointer {
            window: window.into(),
        });
        windows.collect()
    }

    /// Presses the button at one position and releases it at another.
    pub fn drag(&self, from: (i64, i64), to: (i64, i64)) {
        self.run_xdotool(&self.drag_commands(from, to));
    }

    /// Presses the button at a position of the page and releases it at a position of the screen, over another program.
    pub fn drag_to_screen(&self, from: (i64, i64), to: (i64, i64)) {
        let (left, top) = self.corner();
        let to = (to.0 - left, to.1 - top);
        let near = (from.0 + 12, from.1);
        // The system's drag begins a moment after the pointer has moved, and only while the button is down.
        self.run_xdotool(&format!(
            "{} mousedown 1 sleep 0.1 {} sleep 0.5 {} sleep 0.3 {} sleep 0.1 {} sleep 0.3 mouseup 1",
            self.move_command(from),
            self.move_command(near),
            self.move_command((from.0 + 60, from.1)),
            self.move_command((to.0 - 5, to.1)),
            self.move_command(to),
        ));
    }

    /// Presses the button at a position of the screen, over another program.
    pub fn press_at(&self, (x, y): (i64, i64)) {
        self.run_xdotool(&format!("mousemove {x} {y} mousedown 1"));
    }

    /// Moves the pointer to a position of the screen, and then `distance` pixels to the left in two steps.
    pub fn move_left(&self, (x, y): (i64, i64), distance: i64) {
        let (nearer, farther) = (x - distance / 2, x - distance);
        self.run_xdotool(&format!(
            "mousemove {x} {y} mousemove {nearer} {y} mousemove {farther} {y}"
        ));
    }

    /// Releases the button.
    pub fn release(&self) {
        self.run_xdotool("mouseup 1");
    }

    /// Moves the pointer to the bottom right corner of the screen, out of the way.
    pub fn move_away(&self) {
        self.run_xdotool("mousemove 1279 799");
    }

    /// Presses these keys on the screen's keyboard while the window has the focus.
    pub fn press_keys(&self, keys: &[&str]) {
        self.run_xdotool(&format!(
            "windowfocus --sync {} key --delay 40 {}",
            self.window,
            keys.join(" ")
        ));
    }

    /// Returns the position of the page's top left corner on the screen.
    fn corner(&self) -> (i64, i64) {
        (self.geometry("X="), self.geometry("Y="))
    }

    /// Returns one of the numbers that xdotool reports for the window, in pixels. Returns 0 if the window has closed.
    fn geometry(&self, name: &str) -> i64 {
        let found = Command::new("xdotool")
            .args(["getwindowgeometry", "--shell", &self.window])
            .output();
        let found = String::from_utf8(found.unwrap().stdout).unwrap();
        let line = found.lines().find_map(|line| line.strip_prefix(name));
        line.map_or(0, |number| number.parse().unwrap())
    }

    /// Drags while a key is held.
    pub fn drag_with_key(&self, key: &str, from: (i64, i64), to: (i64, i64)) {
        let drag = self.drag_commands(from, to);
        self.run_xdotool(&format!("keydown {key} {drag} keyup {key}"));
    }

    /// Turns the wheel up by this number of notches.
    pub fn turn_wheel(&self, at: (i64, i64), notches: usize) {
        self.run_xdotool(&(self.move_command(at) + &" click 4".repeat(notches)));
    }

    /// Types the path of a file in the home folder into a system dialog and confirms the dialog. Returns false if the
    /// dialog does not exist yet.
    pub fn fill_in_dialog(&self, dialog: &str, name: &str) -> bool {
        let found = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--name", dialog])
            .output();
        let found = String::from_utf8(found.unwrap().stdout).unwrap();
        let Some(dialog) = found.lines().next() else {
            return false;
        };
        self.run_xdotool(&format!("windowfocus --sync {dialog}"));
        self.run_xdotool(&format!("key ctrl+a type ~/{name}"));
        self.run_xdotool("key Return");
        true
    }

    /// Minimises the window, so that it loses the keyboard focus as when the person switches to another program.
    pub fn minimise_window(&self) {
        self.run_xdotool(&format!("windowminimize --sync {}", self.window));
    }

    /// Brings the window back and gives it the keyboard focus.
    pub fn restore_window(&self) {
        self.run_xdotool(&format!(
            "windowmap --sync {0} windowfocus --sync {0}",
            self.window
        ));
    }

    /// Closes the window with Alt+F4, which has the same effect as its close button.
    pub fn close_window(&self) {
        self.run_xdotool(&format!("windowfocus --sync {} key alt+F4", self.window));
    }

    /// Returns whether the app's window is visible.
    pub fn is_window_visible(app: u32) -> bool {
        let pointers = Pointer::over_each_window(app);
        pointers
            .iter()
            .any(|pointer| pointer.geometry("WIDTH=") > 1)
    }

    fn drag_commands(&self, from: (i64, i64), to: (i64, i64)) -> String {
        let mut commands = self.move_command(from) + " mousedown 1";
        // The pointer moves in steps, as a person's does.
        for step in [0.1, 0.5, 0.9, 1.0] {
            let at = |from: i64, to: i64| from + ((to - from) as f64 * step).round() as i64;
            commands += " sleep 0.06 ";
            commands += &self.move_command((at(from.0, to.0), at(from.1, to.1)));
        }
        commands + " sleep 0.06 mouseup 1"
    }

    fn move_command(&self, (x, y): (i64, i64)) -> String {
        format!("mousemove --window {} {x} {y}", self.window)
    }

    fn run_xdotool(&self, commands: &str) {
        let status = Command::new("xdotool").args(commands.split(' ')).status();
        assert!(status.unwrap().success(), "{commands}");
    }
}
