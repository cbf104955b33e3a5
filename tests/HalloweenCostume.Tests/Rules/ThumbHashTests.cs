using HalloweenCostume.Pictures;

namespace HalloweenCostume.Tests.Rules;

public sealed class ThumbHashTests
{
    // What the format's own encoder (the npm package thumbhash, 0.1.1) makes of the same pixels.
    [Theory]
    [InlineData("gradient", 75, 100, "3/cJNRpwd4CHd3d3eHd3eIBwCPh4")]
    [InlineData("gradient", 100, 75, "3wcKNZqAh3dwd3d4eHh3eHCAB/h3")]
    [InlineData("gradient", 100, 100, "3wcKPxpwd4dweHh3d3eHd3d3BwiIgH8H")]
    [InlineData("gradient", 7, 100, "HwgKOR6AcHd3dnd3cIII6Hg=")]
    [InlineData("moon", 75, 100, "TicGJQoyXl61BpkVu6J6x2VgiqgI")]
    [InlineData("moon", 100, 75, "TRcKJYgXyFd6hnmAfFS4eEhwebgI")]
    [InlineData("moon", 31, 100, "CjcGKgp3eQeIe3aWiIB6pwg=")]
    [InlineData("stripes", 100, 20, "mkcKMZh3d3eEiAiHeHSAt/g=")]
    [InlineData("translucent", 60, 100, "JJmGEwgnAqhqiEgCmNt/hnOHcHh3d3c=")]
    [InlineData("translucent", 100, 60, "ZnmGE4QnpaCVmIeib/lydnB3c3eHd4c=")]
    [InlineData("clear", 8, 8, "AAiCBQAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void It_is_what_the_reference_encoder_makes(string picture, int width, int height, string hash) =>
        Assert.Equal(hash, Convert.ToBase64String(ThumbHash.Encode(width, height, Draw(picture, width, height))));

    [Fact]
    public void Pixels_must_be_as_many_as_the_size_says()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ThumbHash.Encode(101, 1, new byte[404]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThumbHash.Encode(1, 101, new byte[404]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThumbHash.Encode(2, 2, new byte[15]));
    }

    private static byte[] Draw(string picture, int width, int height)
    {
        var rgba = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (r, g, b, a) = picture switch
                {
                    "gradient" => (x * 255 / (width - 1), y * 255 / (height - 1), ((x * 7) + (y * 13)) % 256, 255),
                    "stripes" => ((x >> 2) % 2 == 1 ? 220 : 30, (y >> 3) % 2 == 1 ? 200 : 10, (x + y) % 3 != 0 ? 90 : 160, 255),
                    "moon" when Square(x - 50) + Square(y - 30) < 200 => (240, 230, 180, 255),
                    "moon" when y * 4 > height * 3 => (20, 60 - (x % 17), 10, 255),
                    "moon" => (15 + y, 10, 60 + (x * y % 40), 255),
                    "translucent" => (200, x * 5 % 256, y * 9 % 256, (x + y) * 255 / (width + height)),
                    _ => (0, 0, 0, 0),
                };
                ((byte[])[(byte)r, (byte)g, (byte)b, (byte)a]).CopyTo(rgba, ((y * width) + x) * 4);
            }
        }

        return rgba;
    }

    private static int Square(int number) => number * number;
}
