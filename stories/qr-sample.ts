/** Says "FAMILY-AUTH SAMPLE, NOT A CARD". */
export const QR_SAMPLE = {
  size: 29,
  modules:
    '_myD_BE7UG6ZPrt0bgXbpGsuwWcNB_qqr-AISwCW2VUDhlrDhsQuLVn2dEMzDuNk5Ku_fSeOcrnbMIv3jKFLSGqrmxk-AavUK2Ws-4BG7Fv4POrQXJUXumuPtdX_EG6JL7MEf6gv7kCbAA',
};
