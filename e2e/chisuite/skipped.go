package chisuite

// skipped are the functions of chi's tests that need the insides of their
// package, and what of them. Versions since v5.2.0 are served; none has them all.
var skipped = map[string]string{
	"TestTree":                        "node, the routing tree",
	"TestTreeMoar":                    "node, the routing tree",
	"TestTreeRegexp":                  "node, the routing tree",
	"TestTreeRegexpRecursive":         "node, the routing tree",
	"TestTreeRegexMatchWholeParam":    "node, the routing tree",
	"TestTreeFindPattern":             "node, the routing tree",
	"debugPrintTree":                  "node, the routing tree",
	"BenchmarkTreeGet":                "node, the routing tree",
	"TestReplaceWildcardsConsecutive": "replaceWildcards",
	"TestContext_Clone":               "fields of Context",

	"BenchmarkWalkXFF":               "walkXFF",
	"BenchmarkWalkXFF_RightmostStop": "walkXFF",
	"TestCompressor":                 "fields of Compressor; package transparency compresses",
	"TestCompressorWildcards":        "fields of Compressor",
	"TestSplit":                      "split",
	"TestContentEncoding":            "contentEncoding",
	"Test_contextKey_String":         "contextKey",
	"TestRecoverer":                  "recovererErrorWriter; package transparency recovers",
	"TestRecovererNoColor":           "recovererErrorWriter",
	"Test_cW":                        "cW, the colours of a terminal",
	"TestThrottleRetryAfterRounding": "throttler",

	"TestWrapResponseWriterStatusWhenFlushed":               "flushWriter and the others like it",
	"TestBasicWritesTeesWritesWithoutDiscard":               "basicWriter",
	"TestBasicWriterDiscardsWritesToOriginalResponseWriter": "basicWriter",
	"TestHttpFancyWriterReadFromByteCountWithTee":           "httpFancyWriter",
	"TestHttpFancyWriterReadFromHonorsDiscard":              "httpFancyWriter",
	"TestHttpFancyWriterRemembersWroteHeaderWhenFlushed":    "httpFancyWriter",
	"TestHttp2FancyWriterRemembersWroteHeaderWhenFlushed":   "http2FancyWriter",
}

// counting are the tests that count the middlewares of a router. They are skipped
// where ours are on it, and pass where ours are around it.
var counting = []string{
	"TestWalkInlineMiddlewaresAcrossSubrouter",
	"TestWalkMiddlewaresAcrossGroupAndRoute",
}
