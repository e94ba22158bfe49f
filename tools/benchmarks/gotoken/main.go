// SPDX-License-Identifier: Apache-2.0

// Measures how long Go's oauth2.ReuseTokenSource takes to hand out a usable token, as `tpmeasure read` measures the
// service: so many goroutines, which each read so often, in rounds of which the lower quartile counts.
//
//	gotoken THREADS READS
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/oauth2"
)

const rounds = 100

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gotoken THREADS READS")
		os.Exit(64)
	}
	threads, reads := number(os.Args[1]), number(os.Args[2])
	runtime.GOMAXPROCS(max(threads, runtime.NumCPU()))
	token := &oauth2.Token{AccessToken: strings.Repeat("x", 840), Expiry: time.Now().Add(time.Hour)}
	source := oauth2.ReuseTokenSource(token, nil)
	var walls, processors []float64
	round(source, threads, reads)
	for i := 0; i < rounds; i++ {
		wall, processor := round(source, threads, reads)
		walls = append(walls, float64(wall)/float64(reads*threads))
		processors = append(processors, float64(processor)/float64(reads*threads))
	}
	sort.Float64s(walls)
	sort.Float64s(processors)
	fmt.Println("wall", walls[rounds/4])
	fmt.Println("processor", processors[rounds/4])
}

func round(source oauth2.TokenSource, threads, reads int) (wall, processor int64) {
	processorStart := busy()
	start := time.Now()
	var done sync.WaitGroup
	for i := 0; i < threads; i++ {
		done.Add(1)
		go func() {
			defer done.Done()
			for i := 0; i < reads; i++ {
				if token, err := source.Token(); err != nil || token == nil {
					panic("there is no token")
				}
			}
		}()
	}
	done.Wait()
	return time.Since(start).Nanoseconds(), busy() - processorStart
}

// How many nanoseconds the processors were busy with this process.
func busy() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil || value < 1 {
		fmt.Fprintln(os.Stderr, "gotoken: no such number:", text)
		os.Exit(64)
	}
	return value
}

func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}
