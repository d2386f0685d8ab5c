package live

import (
	"net/http"
	"slices"
)

// guard lets those in who come from this machine's own page, and nobody else.
//
// The page starts programs, so no other page that the same browser shows may
// reach it. Three things keep those out: a server on the loopback interface; a
// check of Host, so that a foreign name that is made to point to this machine
// (DNS rebinding) is of no use; and a check of Origin and Sec-Fetch-Site, so that
// a foreign page can neither send commands nor listen.
func guard(hosts []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		origin := r.Header.Get("Origin")
		switch {
		case !slices.Contains(hosts, r.Host):
			http.Error(w, "this page is for this machine only: open the address that the lab has printed", http.StatusForbidden)
		case !slices.Contains(ownSites, r.Header.Get("Sec-Fetch-Site")), origin != "" && !slices.Contains(hosts, withoutScheme(origin)):
			http.Error(w, "this page takes no orders from another one", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// ownSites is what browsers say of a request that the page itself has made, or
// that somebody has typed. Programs that are no browsers say nothing. See
// https://www.w3.org/TR/fetch-metadata/.
var ownSites = []string{"", "none", "same-origin"}

// withoutScheme returns the host of an origin that has the page's scheme.
func withoutScheme(origin string) string {
	const scheme = "http://"
	if len(origin) > len(scheme) && origin[:len(scheme)] == scheme {
		return origin[len(scheme):]
	}
	return ""
}
