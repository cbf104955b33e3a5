namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>What can go wrong at fal. The hundreds of a value are its <see cref="FalFaultStage"/>; in settings <c>Submit429</c> is written <c>submit-429</c>.</summary>
internal enum FalFault
{
    Submit401 = 100,
    /// <summary>403 "User is locked. Reason: Exhausted balance."</summary>
    SubmitExhausted,
    Submit429,
    Submit500,
    Submit502,
    Submit503,
    /// <summary>Connection reset before anything was accepted.</summary>
    SubmitReset,
    /// <summary>Accepted, then the connection is reset: the request runs, and its id is lost.</summary>
    SubmitLost,
    /// <summary>Accepted; the answer comes after <see cref="FalFaults.SlowAnswer"/>.</summary>
    SubmitSlow,
    /// <summary>Accepted, answered with 200 and half a JSON document.</summary>
    SubmitGarbage,
    /// <summary>Not accepted and never answered.</summary>
    SubmitHang,

    // Status faults strike polls and the opening of a stream alike.
    Status404 = 200,
    Status429,
    Status500,
    Status502,
    Status503,
    StatusReset,
    StatusGarbage,

    /// <summary>Reset after the first event.</summary>
    StreamBroken = 300,
    /// <summary>404, as from a fal without the endpoint.</summary>
    StreamMissing,
    /// <summary>200 and headers, then neither event nor comment.</summary>
    StreamSilent,

    /// <summary>IN_PROGRESS until it is cancelled; keeps its runner.</summary>
    RequestNeverFinishes = 400,
    /// <summary>500 <c>runner_server_error</c>.</summary>
    RequestFails,
    /// <summary>Goes back from IN_PROGRESS to IN_QUEUE half way, then runs again.</summary>
    RequestRequeued,
    /// <summary>422 <c>content_policy_violation</c>.</summary>
    RequestBlocked,
    /// <summary>Flagged by the safety checker: black pictures, unless the input switched the checker off.</summary>
    RequestNsfw,
    /// <summary>422 <c>file_download_error</c> for the LoRA.</summary>
    RequestLoraFails,

    Result500 = 500,
    ResultReset,
    ResultGarbage,
    /// <summary>One byte per <see cref="FalFaults.DripDelay"/>.</summary>
    ResultDrip,
    /// <summary>200 with no images.</summary>
    ResultEmpty,
    Result429,
    Result502,
    Result503,

    /// <summary>The result names another host, where the picture could really be fetched.</summary>
    PictureWrongHost = 600,
    /// <summary>The result names http://169.254.169.254/.</summary>
    PictureMetadataHost,

    Picture404 = 700,
    /// <summary>The first half, sent as if it were all.</summary>
    PictureTruncated,
    /// <summary>HTML, called image/jpeg.</summary>
    PictureHtml,
    /// <summary>302 to another host, where the picture could really be fetched.</summary>
    PictureRedirect,
    /// <summary><see cref="FalFaults.HugeBytes"/> without a Content-Length.</summary>
    PictureHuge,
    /// <summary>A valid PNG of 30,000 × 30,000 pixels in some 110 KB.</summary>
    PictureBomb,
    /// <summary>One byte per <see cref="FalFaults.DripDelay"/>.</summary>
    PictureDrip,
    /// <summary>Connection reset half way.</summary>
    PictureReset,
}
