"""Serves a live H.264 test picture at rtsp://127.0.0.1:PORT/PATH; the port is printed when it is up.

    rtsp_server.py PATH [USER PASSWORD [digest] | --rtp PORT | --sound | --b-frames]

With --rtp it serves the H.264 that is sent to that loopback port as RTP instead of a picture of its own;
with --sound it has a second track, G.711 (A-law); with --b-frames its frames come in another order than
they are shown.

Test tool only. Needs python3-gi and gir1.2-gst-rtsp-server-1.0; exits with 77 where they are missing.
"""

import sys

try:
    import gi

    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtsp", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtsp, GstRtspServer
except (ImportError, ValueError) as problem:
    print(problem, file=sys.stderr)
    sys.exit(77)

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory()
factory.set_shared(True)
if len(sys.argv) > 3 and sys.argv[2] == "--rtp":
    source = (
        f"udpsrc address=127.0.0.1 port={int(sys.argv[3])} "
        'caps="application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload=96" '
        "! rtpjitterbuffer latency=20 mode=none ! rtph264depay"
    )
elif "--b-frames" in sys.argv:
    source = (
        "videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=25/1 "
        "! x264enc speed-preset=veryfast bframes=2 b-adapt=false rc-lookahead=0 key-int-max=25 "
        "threads=1 ! video/x-h264,profile=main"
    )
else:
    source = (
        "videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=25/1 "
        "! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 threads=1"
    )
sound = (
    "audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay1 pt=8"
    if "--sound" in sys.argv
    else ""
)
factory.set_launch(f"( {source} ! h264parse ! rtph264pay config-interval=1 name=pay0 pt=96 {sound} )")
if len(sys.argv) > 3 and sys.argv[2] != "--rtp":
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    if sys.argv[4:] == ["digest"]:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(sys.argv[2], sys.argv[3], token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(sys.argv[2], sys.argv[3]), token)
    server.set_auth(auth)
    role = "viewer, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
    factory.add_role_from_structure(Gst.Structure.from_string(role)[0])
server.get_mount_points().add_factory(f"/{sys.argv[1]}", factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
