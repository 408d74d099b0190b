#include "nnft/mpi/tcp_sockets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace nnft::mpi {
namespace {

bool sends_at_once(int socket) {
  int on = 0;
  socklen_t size = sizeof on;
  EXPECT_EQ(::getsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, &size), 0);
  return on != 0;
}

TEST(TcpSockets, AreThoseOfTcpAlone) {
  int const tcp = ::socket(AF_INET, SOCK_STREAM, 0);
  int const local = ::socket(AF_UNIX, SOCK_STREAM, 0);
  int const datagrams = ::socket(AF_INET, SOCK_DGRAM, 0);
  ASSERT_GE(std::min({tcp, local, datagrams}), 0);
  auto const found = tcp_sockets();
  EXPECT_TRUE(found.contains(tcp));
  EXPECT_FALSE(found.contains(local) || found.contains(datagrams));
  EXPECT_FALSE(sends_at_once(tcp));
  send_at_once(tcp);
  EXPECT_TRUE(sends_at_once(tcp));
  for (int const socket : {tcp, local, datagrams})
    ::close(socket);
  EXPECT_FALSE(tcp_sockets().contains(tcp));
}

TEST(TcpSockets, ThoseOfMpiSendAtOnce) {
  auto const sockets = tcp_sockets();
  if (sockets.empty()) GTEST_SKIP() << "this MPI has none";
  for (int const socket : sockets)
    EXPECT_TRUE(sends_at_once(socket)) << socket;
}

} // namespace
} // namespace nnft::mpi
