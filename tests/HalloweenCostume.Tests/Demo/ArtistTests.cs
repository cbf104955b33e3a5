using System.Xml.Linq;
using HalloweenCostume.Local.Demo.Art;
using HalloweenCostume.Local.Demo.Art.Figures;
using NetVips;

namespace HalloweenCostume.Tests.Demo;

public sealed class ArtistTests
{
    private const string Prompt = "A portrait of johndoe in a haunted house.";

    public static TheoryData<string> HostilePrompts =>
    [
        "", " ", "\0", "a\0b\u0001\u001f\u007f\u009f", "\ud83c", "\udf83 lone \ud83c", "🎃👻🧛‍♀️🏴‍☠️", "</svg><script>alert(1)</script>", "&amp; & &#0; ]]> <!--",
        "'\"`{}{0}%s$(x)", "שלום (1) עולם [a]", "مرحبا لا إله", "\u202eevil\u202c \u2066x\u2069", "Z\u0338\u0322\u031b\u0354a\u0336\u034cl\u0334go", "吸血鬼在古堡里", "ยักษ์ในปราสาท",
        "\ufffe\uffff\ufdd0", "ვამპირი <b>&</b>", new string('W', 1000), new string('\u0301', 1000), string.Concat(Enumerable.Repeat("吸", 1000)), string.Concat(Enumerable.Repeat("a ", 500)),
    ];

    [Fact]
    public void The_same_prompt_and_seed_give_the_same_bytes() =>
        Assert.Equal(Artist.Draw(Prompt, 7, 384, 512, "John Doe"), Artist.Draw(Prompt, 7, 384, 512, "John Doe"));

    [Fact]
    public async Task Pictures_drawn_side_by_side_are_those_drawn_one_by_one()
    {
        var alone = Enumerable.Range(0, 4).Select(seed => Artist.Draw(Prompt, seed, 192, 256, "John Doe")).ToArray();
        var together = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => Artist.Draw(Prompt, i % 4, 192, 256, "John Doe"))));
        Assert.All(together.Index(), picture => Assert.Equal(alone[picture.Index % 4], picture.Item));
    }

    [Fact]
    public void Every_seed_gives_a_visibly_different_picture()
    {
        var pictures = Enumerable.Range(1, 8).Select(seed => Artist.Draw(Prompt, seed, 192, 256, "John Doe")).ToArray();
        AssertAllDiffer(pictures);
    }

    [Fact]
    public void Every_prompt_gives_a_visibly_different_picture()
    {
        string[] prompts = [Prompt, Prompt.Replace("portrait", "picture"), "johndoe as a vampire in a castle", "johndoe as a witch in a castle", "a robot in space", "a pirate at sea"];
        AssertAllDiffer([.. prompts.Select(prompt => Artist.Draw(prompt, 1, 192, 256, "John Doe"))]);
    }

    [Theory]
    [InlineData(768, 1024)]
    [InlineData(1024, 768)]
    [InlineData(512, 512)]
    [InlineData(1024, 576)]
    [InlineData(1536, 512)]
    [InlineData(64, 64)]
    public void A_picture_is_a_jpeg_of_exactly_the_size_asked_for(int width, int height)
    {
        using var image = Image.NewFromBuffer(Artist.Draw(Prompt, 3, width, height, "John Doe"));
        Assert.Equal((width, height, 3), (image.Width, image.Height, image.Bands));
        Assert.Equal("jpegload_buffer", image.Get("vips-loader"));
        Assert.DoesNotContain("exif-data", image.GetFields());
    }

    [Fact]
    public void A_picture_can_be_a_png()
    {
        using var image = Image.NewFromBuffer(Artist.Draw(Prompt, 3, 192, 256, null, PictureFormat.Png));
        Assert.Equal("pngload_buffer", image.Get("vips-loader"));
    }

    [Theory]
    [InlineData(0, 512)]
    [InlineData(512, -1)]
    [InlineData(4097, 512)]
    public void A_size_out_of_range_is_refused(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Artist.Draw(Prompt, 1, width, height, null));

    [Theory]
    [MemberData(nameof(HostilePrompts), DisableDiscoveryEnumeration = true)]
    public void Any_string_can_be_a_prompt_and_a_name(string text)
    {
        var svg = XDocument.Parse(Artist.Compose(text, long.MinValue, 192, 256, text));
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName is "script" or "image" or "use");
        Assert.NotEmpty(Artist.Draw(text, long.MaxValue, 192, 256, text));
    }

    [Fact]
    public void A_prompt_of_1000_characters_takes_four_lines_of_the_picture()
    {
        var svg = XDocument.Parse(Artist.Compose(string.Concat(Enumerable.Repeat("vampire ", 125)), 1, 768, 1024, "John Doe"));
        Assert.Equal(4, svg.Descendants().Count(element => (string?)element.Attribute("fill") == "#fff4e0"));
    }

    [Theory]
    [InlineData("A portrait of johndoe in a haunted house.")]
    [InlineData("Пират на корабле при полной луне")]
    [InlineData("Ένας βρικόλακας στο κάστρο")]
    [InlineData("ערפד בטירה עתיקה")]
    [InlineData("مصاص دماء في قلعة قديمة")]
    public void The_words_are_drawn_as_outlines_at_the_foot(string prompt)
    {
        Assert.DoesNotContain("<text", Artist.Compose(prompt, 5, 768, 1024, null), StringComparison.Ordinal);
        Assert.True(BrightShareOfWords(Artist.Draw(prompt, 5, 768, 1024, null)) > 0.02);
        Assert.Equal(0, BrightShareOfWords(Artist.Draw("🎃", 5, 768, 1024, null)));
    }

    [Fact]
    public void The_name_is_drawn_on_the_ribbon_and_nothing_else_depends_on_its_case()
    {
        using var upper = Image.NewFromBuffer(Artist.Draw(Prompt, 5, 768, 1024, "JANE DOE", PictureFormat.Png));
        using var lower = Image.NewFromBuffer(Artist.Draw(Prompt, 5, 768, 1024, "jane doe", PictureFormat.Png));
        using var difference = (upper - lower).Abs();
        using var ribbon = difference.Crop(0, 835, 768, 95);
        using var above = difference.Crop(0, 0, 768, 835);
        Assert.True(ribbon.Avg() > 1);
        Assert.Equal(0, above.Max());
    }

    [Fact]
    public void A_person_looks_the_same_in_every_picture() =>
        Assert.Equal(Sitter.Named("Jane Doe"), Sitter.Named("jane doe") with { Name = "Jane Doe" });

    [Fact]
    public async Task A_machine_without_a_single_font_draws_the_same_picture_and_complains_about_nothing()
    {
        var (bytes, errors) = await FontlessMachine.DrawAsync(CancellationToken.None);
        Assert.Equal("", errors);
        Assert.Equal(FontlessMachine.Draw(), bytes);
    }

    private static void AssertAllDiffer(byte[][] pictures)
    {
        for (var i = 0; i < pictures.Length; i++)
        {
            for (var j = i + 1; j < pictures.Length; j++)
                Assert.True(Difference(pictures[i], pictures[j]) > 10, $"{i} and {j} look alike");
        }
    }

    /// <summary>Mean absolute difference of the pixels, in steps of 255.</summary>
    private static double Difference(byte[] left, byte[] right)
    {
        using var a = Image.NewFromBuffer(left);
        using var b = Image.NewFromBuffer(right);
        using var difference = (a - b).Abs();
        return difference.Avg();
    }

    /// <summary>The share of bright pixels where the last line of the words stands.</summary>
    private static double BrightShareOfWords(byte[] jpeg)
    {
        using var image = Image.NewFromBuffer(jpeg);
        using var strip = image.Crop(image.Width / 10, (int)(image.Height * 0.94), image.Width * 8 / 10, (int)(image.Height * 0.03));
        using var grey = strip.Colourspace(Enums.Interpretation.Bw);
        using var bright = grey > 180;
        return bright.Avg() / 255;
    }
}
