using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using NetVips;

namespace HalloweenCostume.Tests.Demo;

public sealed class FalModelTests
{
    [Fact]
    public async Task The_output_has_the_fields_of_flux_lora()
    {
        await using var caller = await FalCaller.StartAsync();
        var input = FalCaller.Input("a vampire", seed: 9_007_199_254_740_993);
        input["num_images"] = 2;

        var (statusCode, output) = await caller.ResultAsync(await caller.SubmitAsync(input));

        Assert.Equal(200, statusCode);
        Assert.Equal((9_007_199_254_740_993, "a vampire"), (output.GetProperty("seed").GetInt64(), output.GetProperty("prompt").GetString()));
        Assert.Equal("[false,false]", output.GetProperty("has_nsfw_concepts").GetRawText());
        Assert.True(output.GetProperty("timings").GetProperty("inference").GetDouble() > 0);
        Assert.Equal(2, output.GetProperty("images").GetArrayLength());
        foreach (var image in output.GetProperty("images").EnumerateArray())
        {
            using var response = await caller.Http.GetAsync(image.GetProperty("url").GetString());
            var bytes = await response.Content.ReadAsByteArrayAsync();
            using var picture = Image.NewFromBuffer(bytes);
            Assert.Equal((96, 128), (picture.Width, picture.Height));
            Assert.Equal((96, 128), (image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()));
            Assert.Equal(("image/jpeg", "image/jpeg"), (image.GetProperty("content_type").GetString(), response.Content.Headers.ContentType!.MediaType));
            Assert.Equal(bytes.Length, image.GetProperty("file_size").GetInt32());
            Assert.EndsWith(image.GetProperty("file_name").GetString()!, image.GetProperty("url").GetString()!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_same_prompt_and_seed_give_the_same_picture_and_others_another()
    {
        await using var caller = await FalCaller.StartAsync();
        async Task<byte[]> DrawAsync(string prompt, long seed) => await caller.Http.GetByteArrayAsync(await caller.PictureUrlAsync(FalCaller.Input(prompt, seed)));

        var picture = await DrawAsync("a witch", 1);

        Assert.Equal(picture, await DrawAsync("a witch", 1));
        Assert.NotEqual(picture, await DrawAsync("a witch", 2));
        Assert.NotEqual(picture, await DrawAsync("a wizard", 1));
    }

    [Theory]
    [InlineData("jpeg", "image/jpeg", 0xff)]
    [InlineData("png", "image/png", 0x89)]
    public async Task Sync_mode_puts_the_picture_into_the_result(string format, string contentType, byte firstByte)
    {
        await using var caller = await FalCaller.StartAsync();
        var input = FalCaller.Input();
        input["sync_mode"] = true;
        input["output_format"] = format;

        var url = await caller.PictureUrlAsync(input);

        Assert.StartsWith($"data:{contentType};base64,", url, StringComparison.Ordinal);
        Assert.Equal(firstByte, Convert.FromBase64String(url.Split(',')[1])[0]);
    }

    [Theory]
    [InlineData("portrait_4_3", 768, 1024)]
    [InlineData("square", 512, 512)]
    [InlineData(null, 1024, 768)]
    public async Task Sizes_have_names(string? name, int width, int height)
    {
        await using var caller = await FalCaller.StartAsync();

        var (_, output) = await caller.ResultAsync(await caller.SubmitAsync(new { prompt = "a bat", image_size = name }));

        Assert.Equal((width, height), (output.GetProperty("images")[0].GetProperty("width").GetInt32(), output.GetProperty("images")[0].GetProperty("height").GetInt32()));
    }

    [Theory]
    [InlineData("""{}""", "prompt", "missing")]
    [InlineData("""{"prompt":1}""", "prompt", "string_type")]
    [InlineData("""{"prompt":"x","num_images":0}""", "num_images", "greater_than_equal")]
    [InlineData("""{"prompt":"x","num_images":5}""", "num_images", "less_than_equal")]
    [InlineData("""{"prompt":"x","num_images":1.5}""", "num_images", "int_type")]
    [InlineData("""{"prompt":"x","num_inference_steps":51}""", "num_inference_steps", "less_than_equal")]
    [InlineData("""{"prompt":"x","guidance_scale":36}""", "guidance_scale", "less_than_equal")]
    [InlineData("""{"prompt":"x","guidance_scale":"much"}""", "guidance_scale", "float_type")]
    [InlineData("""{"prompt":"x","seed":"lucky"}""", "seed", "int_type")]
    [InlineData("""{"prompt":"x","sync_mode":"perhaps"}""", "sync_mode", "bool_type")]
    [InlineData("""{"prompt":"x","output_format":"gif"}""", "output_format", "literal_error")]
    [InlineData("""{"prompt":"x","acceleration":"warp"}""", "acceleration", "literal_error")]
    [InlineData("""{"prompt":"x","image_size":"huge"}""", "image_size", "literal_error")]
    [InlineData("""{"prompt":"x","image_size":{"width":0,"height":1}}""", "width", "greater_than_equal")]
    [InlineData("""{"prompt":"x","loras":"mine"}""", "loras", "list_type")]
    [InlineData("""{"prompt":"x","loras":[{"scale":1}]}""", "path", "missing")]
    [InlineData("""{"prompt":"x","loras":[{"path":"http://x/","scale":5}]}""", "scale", "less_than_equal")]
    [InlineData("""[]""", "body", "model_attributes_type")]
    [InlineData("""{"prompt":""", "0", "json_invalid")]
    public async Task Bad_input_is_refused_with_the_place_and_the_type(string body, string field, string type)
    {
        await using var caller = await FalCaller.StartAsync();

        using var response = await caller.Http.PostAsync(FalCaller.FluxLora, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var error = Assert.Single((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").EnumerateArray());
        Assert.Equal((field, type), (error.GetProperty("loc").EnumerateArray().Last().ToString(), error.GetProperty("type").GetString()));
        Assert.NotEmpty(error.GetProperty("msg").GetString()!);
        Assert.Empty(caller.Fal.Journal.Requests);
    }

    [Fact]
    public async Task Image_to_image_needs_an_image_that_can_be_loaded()
    {
        await using var caller = await FalCaller.StartAsync();
        const string path = "fal-ai/flux-lora/image-to-image";
        var picture = await caller.PictureUrlAsync();

        using var missing = await caller.PostAsync(null, path);
        var (good, _) = await caller.ResultAsync(await caller.SubmitAsync(new { prompt = "x", image_url = picture }, path));
        var (bad, error) = await caller.ResultAsync(await caller.SubmitAsync(new { prompt = "x", image_url = picture + "/none" }, path));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, 200, 422), (missing.StatusCode, good, bad));
        Assert.Equal("image_load_error", error.GetProperty("detail")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_artist_hears_the_prompt_the_seed_and_the_name_in_the_lora()
    {
        FalPictureRequest? heard = null;
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with
        {
            Artist = request =>
            {
                heard = request;
                return [1, 2, 3];
            },
        });
        var lora = await FalUploads.PutAsync(caller, "jane.safetensors", Safetensors("""{"__metadata__":{"name":"Jane Doe"}}"""));
        var input = FalCaller.Input("a mummy", 42);
        input["loras"] = new[] { new { path = lora, scale = 1 } };
        input["output_format"] = "png";

        await caller.ResultAsync(await caller.SubmitAsync(input));

        Assert.Equal(new FalPictureRequest("a mummy", 42, 96, 128, "png", "Jane Doe"), heard);
    }

    [Fact]
    public async Task A_lora_is_fetched_over_http_once_for_each_whole_url_and_the_first_use_is_cold()
    {
        await using var elsewhere = await FalCaller.StartAsync();
        await using var caller = await FalCaller.StartAsync(FalCaller.Quick with { ColdStart = TimeSpan.FromMilliseconds(300) });
        var lora = await FalUploads.PutAsync(elsewhere, "a.safetensors", Safetensors("{}"));
        async Task UseAsync(string url)
        {
            var input = FalCaller.Input();
            input["loras"] = new[] { new { path = url } };
            Assert.Equal(200, (await caller.ResultAsync(await caller.SubmitAsync(input))).StatusCode);
        }

        await UseAsync(lora);
        await UseAsync(lora);
        await UseAsync(lora + "?signature=2");

        var runTimes = caller.Fal.Journal.Requests.Select(request => request.CompletedAt!.Value - request.StartedAt!.Value > TimeSpan.FromMilliseconds(300));
        Assert.Equal([true, false, true], runTimes);
        Assert.Equal(2, elsewhere.Fal.Journal.Calls.Count(call => call.Kind == FalCallKind.Download));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/lora.safetensors")]
    [InlineData("somebody/some-lora")]
    [InlineData("file:///etc/passwd")]
    [InlineData("MISSING")]
    public async Task A_lora_that_cannot_be_fetched_fails_the_request(string path)
    {
        await using var caller = await FalCaller.StartAsync();
        var input = FalCaller.Input();
        input["loras"] = new[] { new { path = path == "MISSING" ? $"{caller.Fal.QueueUrl}files/0/x" : path } };
        var request = await caller.SubmitAsync(input);

        var (statusCode, result) = await caller.ResultAsync(request);

        Assert.Equal((422, "file_download_error"), (statusCode, result.GetProperty("detail")[0].GetProperty("type").GetString()));
        Assert.Equal("file_download_error", (await caller.StatusAsync(request)).GetProperty("error_type").GetString());
    }

    private static byte[] Safetensors(string header)
    {
        var file = new byte[8 + header.Length + 16];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        Encoding.ASCII.GetBytes(header, file.AsSpan(8));
        return file;
    }
}
