package route

import (
	"context"
	"io"
	"net/http"
	"reflect"
	"slices"

	"github.com/go-chi/chi/v5"
)

// HandBack copies the changes of inner to outer. inner is the copy of outer, with our
// context, that the next handler got. Middlewares outside and net/http read their own
// request after the handler: its pattern, or the files of a form, to remove them.
//
// It writes only if the two differ, since other goroutines may read outer.
func HandBack(ours context.Context, outer, inner *http.Request) {
	ctx := outer.Context()
	if inner.Context() != ours {
		ctx = inner.Context()
	} else if isUnchanged(outer, inner) {
		return
	}
	*outer = *inner.WithContext(ctx)
}

func isUnchanged(outer, inner *http.Request) bool {
	return outer.Method == inner.Method && outer.URL == inner.URL && outer.Host == inner.Host &&
		outer.RequestURI == inner.RequestURI && outer.RemoteAddr == inner.RemoteAddr &&
		outer.Pattern == inner.Pattern && outer.MultipartForm == inner.MultipartForm &&
		outer.ContentLength == inner.ContentLength && outer.Close == inner.Close &&
		outer.Proto == inner.Proto && outer.ProtoMajor == inner.ProtoMajor && outer.ProtoMinor == inner.ProtoMinor &&
		outer.TLS == inner.TLS && outer.Response == inner.Response &&
		IsSameMap(outer.Header, inner.Header) && IsSameMap(outer.Trailer, inner.Trailer) &&
		IsSameMap(outer.Form, inner.Form) && IsSameMap(outer.PostForm, inner.PostForm) &&
		slices.Equal(outer.TransferEncoding, inner.TransferEncoding) &&
		(outer.GetBody == nil) == (inner.GetBody == nil) &&
		isSameBody(outer.Body, inner.Body) && hasSamePathValues(outer, inner)
}

// IsSameMap reports whether a and b are one map, or both nil.
func IsSameMap[M ~map[string][]string](a, b M) bool {
	return reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer()
}

// isSameBody reports whether a and b are one body. It returns false for bodies of
// a type that cannot be compared.
func isSameBody(a, b io.ReadCloser) bool {
	defer func() { _ = recover() }()
	return a == b
}

// hasSamePathValues compares the path values of the route's parameters, which chi sets.
// The names of other path values cannot be read from a request.
func hasSamePathValues(outer, inner *http.Request) bool {
	rctx := chi.RouteContext(inner.Context())
	return rctx == nil || !slices.ContainsFunc(rctx.URLParams.Keys, func(name string) bool {
		return outer.PathValue(name) != inner.PathValue(name)
	})
}
