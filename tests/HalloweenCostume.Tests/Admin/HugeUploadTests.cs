using System.Net;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Tests.Promises;

namespace HalloweenCostume.Tests.Admin;

/// <summary>A model of hundreds of megabytes goes through the process, and is never in it.</summary>
[Collection(Alone.Name)]
public sealed class HugeUploadTests
{
    private const long Size = 300L << 20;

    [Fact]
    public async Task A_huge_model_is_uploaded_exported_and_forgotten_in_little_memory()
    {
        await using var host = await AdminHost.StartAsync();
        var ann = await host.AddPersonAsync("Ann");
        await MemoryTests.AssertBoundedAsync(async () =>
        {
            var upload = await Upload.PrepareAsync(host, LoraFile.Head(Size).Length + Size);
            using var stored = await Upload.SendAsync(HttpMethod.Put, upload.Url, new StreamContent(new LongFile(LoraFile.Head(Size), Size), 1 << 16));
            Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
            using var registered = await upload.RegisterAsync(host, ann);
            Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        });
        await MemoryTests.AssertBoundedAsync(async () =>
        {
            using var export = await host.Http.GetAsync($"/api/people/{ann}/export", HttpCompletionOption.ResponseHeadersRead);
            await using var body = await export.Content.ReadAsStreamAsync();
            var buffer = new byte[1 << 16];
            var total = 0L;
            for (int count; (count = await body.ReadAsync(buffer)) > 0;)
                total += count;
            Assert.InRange(total, Size, Size + 10_000);
        });

        using var forgotten = await host.ForgetAsync(ann, "Ann Doe");
        Assert.Equal(HttpStatusCode.Accepted, forgotten.StatusCode);
        Assert.Equal(3, Upload.Stored(host).Length);
    }

    /// <summary>A beginning, and nothing but zeros after it.</summary>
    private sealed class LongFile(byte[] head, long zeros) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => head.Length + zeros;

        public override long Position { get => _position; set => _position = value; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, Length - _position);
            buffer[..count].Clear();
            if (_position < head.Length)
                head.AsSpan((int)_position, (int)Math.Min(count, head.Length - _position)).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
