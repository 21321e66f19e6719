import { startLoopbackServer } from "../../net/loopback-server.mjs";

/** A stand-in for a mail server: greets, says what it can do, and never answers `MAIL FROM`. */
export const startSmtpStandIn = () =>
  startLoopbackServer((socket, flows) => {
    socket.write("220 mail.example.com ESMTP\r\n");
    socket.setEncoding("utf8").on("data", (line) => {
      flows.touch();
      if (/^(EHLO|HELO)/i.test(String(line))) socket.write("250 mail.example.com\r\n");
    });
    socket.on("end", () => socket.end());
  });
