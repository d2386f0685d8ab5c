// Package theme is how what the tools draw looks: the colours, for light and for
// dark pages, and the fonts. Each colour has a role, and the name of a custom
// property of CSS that stands for it.
package theme

import (
	"fmt"
	"strings"
)

// A Theme is a set of colours by the names of the custom properties that stand
// for them.
type Theme []Colour

// A Colour is what one custom property is set to.
type Colour struct{ Property, Value string }

// Light is for a white page.
var Light = Theme{
	{"--bg", "#FFFFFF"},
	{"--ink", "#1B1F24"},
	{"--muted", "#57606A"},
	{"--served", "#0072B2"},
	{"--on-served", "#FFFFFF"},
	{"--waits", "#D55E00"},
	{"--waits-fill", "#FDEBDD"},
	{"--server", "#3B4048"},
	{"--on-server", "#FFFFFF"},
	{"--band", "#F1F3F5"},
	{"--mark", "#1B1F24"},
	{"--mark-line", "#FFFFFF"},
	{"--grid", "#E3E6EA"},
}

// Dark is for a dark page.
var Dark = Theme{
	{"--bg", "#14171C"},
	{"--ink", "#E8EAED"},
	{"--muted", "#A6ADB7"},
	{"--served", "#56B4E9"},
	{"--on-served", "#0B1A24"},
	{"--waits", "#E69F00"},
	{"--waits-fill", "#33260A"},
	{"--server", "#C3C9D1"},
	{"--on-server", "#14171C"},
	{"--band", "#1D2128"},
	{"--mark", "#FFFFFF"},
	{"--mark-line", "#14171C"},
	{"--grid", "#2A2F37"},
}

// Fonts is what text is set in. All of these are narrower than what widths are
// reckoned for.
const Fonts = `system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`

// Value returns what a property is set to, or "" if the theme does not have it.
func (t Theme) Value(property string) string {
	for _, c := range t {
		if c.Property == property {
			return c.Value
		}
	}
	return ""
}

// Properties returns the theme as CSS declarations.
func (t Theme) Properties() string {
	var b strings.Builder
	for _, c := range t {
		fmt.Fprintf(&b, "%s: %s; ", c.Property, c.Value)
	}
	return strings.TrimSpace(b.String())
}

// Fixed returns a style sheet with the theme's colours in place of custom
// properties, which not every program that shows an SVG file knows.
func (t Theme) Fixed(sheet string) string {
	var pairs []string
	for _, c := range t {
		pairs = append(pairs, "var("+c.Property+")", c.Value)
	}
	return strings.NewReplacer(pairs...).Replace(sheet)
}

// Sheet returns a style sheet that sets the colours of two themes, for light and
// for dark windows. Paper is always light.
func Sheet(light, dark Theme) string {
	return ":root { color-scheme: light dark; " + light.Properties() + " }\n" +
		"@media (prefers-color-scheme: dark) { :root { " + dark.Properties() + " } }\n" +
		"@media print { :root { " + light.Properties() + " } }\n"
}
