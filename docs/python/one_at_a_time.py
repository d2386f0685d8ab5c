import socket

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("127.0.0.1", 8000))
listener.listen(5)


def handle(conn):
    while True:
        data = conn.recv(1024)  # waits until the client speaks or leaves
        if not data:            # it has left
            break
        text = data.decode()
        conn.send(text.upper().encode())
    conn.close()


while True:
    conn, addr = listener.accept()  # waits until a client has connected
    handle(conn)
