package browser

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// pathVar is the environment variable that names the browser to be used, if it is
// not one of the usual ones.
const pathVar = "CHROME"

// find returns the path of a browser. If there is none, the error says how to get
// one.
func find() (string, error) {
	if name := os.Getenv(pathVar); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("the browser that %s names: %w", pathVar, err)
		}
		return path, nil
	}
	for _, name := range names(runtime.GOOS) {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("this test needs Chromium or Chrome; " + install(runtime.GOOS) +
		"; where it is installed elsewhere, set " + pathVar + " to its path")
}

// names returns what the browser is called, or where it is. Chrome comes first:
// it may use its sandbox where others may not.
func names(system string) []string {
	switch system {
	case "darwin":
		return []string{
			"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
			"/Applications/Chromium.app/Contents/MacOS/Chromium",
		}
	case "windows":
		var all []string
		for _, folder := range []string{"ProgramFiles", "ProgramFiles(x86)", "LocalAppData"} {
			all = append(all, filepath.Join(os.Getenv(folder), "Google", "Chrome", "Application", "chrome.exe"))
		}
		return append(all, filepath.Join(os.Getenv("LocalAppData"), "Chromium", "Application", "chrome.exe"))
	}
	return []string{"google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome"}
}

// install returns how the browser is installed.
func install(system string) string {
	switch system {
	case "darwin":
		return "to install it: brew install --cask google-chrome"
	case "windows":
		return "to install it: winget install Google.Chrome"
	}
	return "to install it, on Debian for instance: sudo apt-get install chromium"
}
