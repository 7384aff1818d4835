// Sends where the mouse is, and paints whatever squares it is sent: it has never heard of zombies.
const surface = document.querySelector('canvas');
const paint = surface.getContext('2d');
const port = new URLSearchParams(location.search).get('port');
const connection = new WebSocket(`ws://${location.hostname || 'localhost'}:${port}`);

surface.onmousemove = ({ clientX, clientY }) => {
  const { left, top } = surface.getBoundingClientRect();
  connection.send(JSON.stringify([clientX - left, clientY - top]));
};

connection.onmessage = ({ data }) => {
  paint.clearRect(0, 0, surface.width, surface.height);
  for (const { location: [x, y], color } of JSON.parse(data)) {
    paint.fillStyle = color;
    paint.fillRect(x, y, 10, 10);
  }
};
