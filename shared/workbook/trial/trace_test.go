package trial

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/exercise"
)

var accept = exercise.Exercise{Stage: "02-goroutines", Folder: "3-accept"}

func TestTraceOfAnAssertion(t *testing.T) {
	require.Equal(t, `    accept_test.go:25: 
        	Error:      	Not equal: 
        	            	expected: "a"
        	            	actual  : "b"
`, Trace(accept, `    accept_test.go:25: 
        	Error Trace:	/home/me/02-goroutines/exercises/3-accept/accept_test.go:140
        	            				/home/me/02-goroutines/exercises/3-accept/accept_test.go:25
        	            				/home/me/shared/exercise/check/bubble.go:34
        	            				/usr/local/go/src/runtime/asm_amd64.s:1771
        	Error:      	Not equal: 
        	            	expected: "a"
        	            	actual  : "b"
        	Test:       	TestGoesOn
        	Messages:   	look at the error first,
        	            	and go on
`))
}

// Where two texts stand one above the other, nobody needs their difference as well.
func TestTraceOfWhatSaysNothingNew(t *testing.T) {
	require.Equal(t, `    accept_test.go:25: 
        	Error:      	Not equal: 
        	            	expected: "a\n"
        	            	actual  : ""
    accept_test.go:26: 
    accept_test.go:27: 
        	Error:      	Not equal: 
        	            	expected: 2
        	            	actual  : 3
        	            	
        	            	Diff:
        	            	-2
`, Trace(accept, `    accept_test.go:25: 
        	Error Trace:	/home/me/02-goroutines/exercises/3-accept/accept_test.go:25
        	Error:      	Not equal: 
        	            	expected: "a\n"
        	            	actual  : ""
        	            	
        	            	Diff:
        	            	--- Expected
        	            	+++ Actual
        	            	-a
        	Test:       	TestGoesOn
    accept_test.go:26: 
        	Error:      	Should be true
        	Messages:   	look
    accept_test.go:27: 
        	Error:      	Not equal: 
        	            	expected: 2
        	            	actual  : 3
        	            	
        	            	Diff:
        	            	-2
`))
}

func TestTraceOfALongLine(t *testing.T) {
	line := "x" + strings.Repeat("\u4e16", 1000)
	require.Equal(t, line[:298]+" ... 2703 bytes more\nnext", Trace(accept, line+"\nnext"))
	require.Equal(t, line[:298], Trace(accept, line[:298]))
}

func TestTraceOfAPanic(t *testing.T) {
	require.Equal(t, `panic: oops
[signal SIGSEGV]

goroutine 15 [running, synctest bubble 1]:
serve.func1()
	accept.go:8
created by serve in goroutine 12
	accept.go:7

goroutine 13 [sleep]:
start(...)
	accept_test.go:9
exit status 2`, Trace(accept, `panic: oops
[signal SIGSEGV]

goroutine 15 [running, synctest bubble 1]:
runtime.gopanic(0x1)
	/usr/local/go/src/runtime/panic.go:785 +0x132
workbook/02-goroutines/exercises/3-accept.serve.func1()
	/home/me/02-goroutines/exercises/3-accept/accept.go:8 +0x16
created by workbook/02-goroutines/exercises/3-accept.serve in goroutine 12
	C:/me/02-goroutines/exercises/3-accept/accept.go:7 +0x25

goroutine 1 [chan receive]:
testing.(*T).Run(0xc000003c0)
	/usr/local/go/src/testing/testing.go:1751 +0x3ab

goroutine 13 [sleep]:
workbook/02-goroutines/exercises/3-accept.start(...)
	/home/me/02-goroutines/exercises/3-accept/accept_test.go:9 +0x1
exit status 2`))
}
