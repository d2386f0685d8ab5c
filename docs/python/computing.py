"""Upper-cases text in one thread, and then the same amount in two."""
import threading
import time

text = "der große Fluß, привет, " * 1024


def work(rounds):
    for _ in range(rounds):
        text.upper()


def seconds(threads, rounds=4000):
    all = [threading.Thread(target=work, args=(rounds // threads,)) for _ in range(threads)]
    began = time.perf_counter()
    for thread in all:
        thread.start()
    for thread in all:
        thread.join()
    return time.perf_counter() - began


print(f"1 thread:  {seconds(1):.2f} s")
print(f"2 threads: {seconds(2):.2f} s")
