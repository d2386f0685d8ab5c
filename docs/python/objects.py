import socket
import threading

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("127.0.0.1", 8000))
listener.listen(5)


class Session(threading.Thread):
    def __init__(self, conn):
        super().__init__()
        self.conn = conn

    def run(self):  # what the thread does once start has been called
        while True:
            data = self.conn.recv(1024)
            if not data:
                break
            text = data.decode()
            self.conn.send(text.upper().encode())
        self.conn.close()


while True:
    conn, addr = listener.accept()
    Session(conn).start()
